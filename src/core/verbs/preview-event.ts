import type { CertificationEvent, Outcome } from "../certification/event.ts";
import { renderResultMail } from "../notifications/compose/render-result-mail.ts";
import type { MailSettings } from "../notifications/mail-input.ts";
import { wantedResultKind } from "../notifications/result-mails.ts";
import { type ResultContent, toResultMailInput } from "../notifications/to-result-mail-input.ts";
import type { RenderedTemplate, TemplateRenderer } from "../ports.ts";

/** The mail that an event would cause if nothing came before it, or why it would cause none. */
export type EventPreview =
  | {
      readonly kind: "mail";
      readonly rendered: RenderedTemplate;
      /** Article that served; the general one marks a gap in coverage. */
      readonly article: { readonly file: string; readonly isGeneral: boolean };
      readonly removed: readonly string[];
    }
  | { readonly kind: "noMail"; readonly reason: string };

/** What a preview needs. */
export interface PreviewDeps extends ResultContent {
  readonly renderer: TemplateRenderer;
  readonly settings: MailSettings;
  readonly notifyPassedWithNotes: boolean;
}

/** Composes an event's mail to its first contact, from the event alone; nothing is stored or sent. */
export type PreviewEvent = (event: CertificationEvent) => EventPreview;

const WHY_NOBODY: Readonly<Record<Outcome, string>> = {
  passed: "A review that passed mails nobody.",
  passedWithNotes: "A review that passed with notes mails nobody, as NOTIFY_PASSED_WITH_NOTES says.",
  failed: "A review that failed mails nobody.",
};

const NOBODY = { email: "contact@publisher.example", name: "Contact" };

/** Makes the preview with the content and settings of this app. */
export const makePreviewEvent =
  (deps: PreviewDeps): PreviewEvent =>
  (event) => {
    if (event.kind !== "completed") return { kind: "noMail", reason: `A ${event.kind} event mails nobody.` };
    const { outcome } = event;
    const kind = wantedResultKind({ outcome, isCorrection: false, notifyPassedWithNotes: deps.notifyPassedWithNotes });
    if (kind === undefined) return { kind: "noMail", reason: WHY_NOBODY[outcome] };
    const input = toResultMailInput(deps, event, kind, { recipient: event.contacts[0] ?? NOBODY });
    const { removed, ...rendered } = renderResultMail(deps.renderer, input, deps.settings);
    return {
      kind: "mail",
      rendered,
      article: { file: input.article.file, isGeneral: input.articleIsGeneral },
      removed,
    };
  };
