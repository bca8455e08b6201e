import { randomUUID } from "node:crypto";
import type { ResendResult } from "../../core/verbs/resend-notification.ts";
import type { Dossier } from "../../core/verbs/show-dossier.ts";
import type { RouteAnswer, Verbs } from "../route.ts";
import { reviewLink } from "./links.ts";
import type { PreviewVisit } from "./review-page.ts";

/** What somebody filled in, as it came. */
export interface ResendForm {
  readonly reason: string;
  readonly recipients: readonly string[];
  readonly other: string;
  readonly content: "asSent" | "current";
  /** The same for every try of one page: sent twice, it sends once. */
  readonly key: string;
}

/** An empty form, or what it was filled in with. */
export const readResendForm = (form: URLSearchParams): ResendForm => ({
  reason: form.get("reason") ?? "",
  recipients: form.getAll("recipient"),
  other: form.get("other")?.trim() ?? "",
  content: form.get("content") === "current" ? "current" : "asSent",
  key: form.get("key")?.slice(0, 100) || randomUUID(),
});

/** The request that a form asks the verb with. */
export const toResendRequest = ({ reason, recipients, other, content }: ResendForm, dryRun: boolean): object => {
  const all = [...recipients, ...(other === "" ? [] : [other])];
  return { reason, content, dryRun, ...(all.length === 0 ? {} : { recipients: all }) };
};

type Preview = Extract<ResendResult, { kind: "dryRun" }>;

/** The page on which a mail is sent again. Throws `SUBMISSION_UNKNOWN`. */
export const showResendPage = async (
  verbs: Verbs,
  named: string,
  form: ResendForm,
  { status = 200, problems = [], preview }: PreviewVisit<Preview> = {},
): Promise<RouteAnswer> => {
  const dossier = await verbs.showDossier(named);
  const link = reviewLink(dossier.review.submissionId);
  return {
    status,
    page: {
      page: "resend",
      title: "Send again",
      view: {
        offerName: dossier.review.offer.name,
        reviewLink: link,
        resendLink: `${link}/resend`,
        refusals: problems,
        reason: form.reason,
        other: form.other,
        key: form.key,
        contents: [
          { value: "asSent", text: "The same mail, word for word", isChosen: form.content === "asSent" },
          { value: "current", text: "Written anew from what is known now", isChosen: form.content === "current" },
        ],
        contacts: contactsOf(dossier).map((address) => ({
          address,
          isChosen: form.recipients.length === 0 ? form.other === "" : form.recipients.includes(address),
        })),
        preview: preview === undefined ? null : toPreviewView(preview, `${link}/resend/html?content=${form.content}`),
      },
    },
  };
};

const contactsOf = ({ review, notifications }: Dossier): readonly string[] => [
  ...new Set([
    ...notifications.flatMap(({ address, resultKey }) => (resultKey === undefined ? [] : (address ?? []))),
    ...review.contacts.map(({ email }) => email),
  ]),
];

const toPreviewView = ({ mail, diff }: Preview, htmlLink: string) => ({
  subject: mail.subject,
  to: mail.to.address,
  text: mail.text,
  htmlLink,
  isSame: diff.length === 0,
  changes: diff.map(({ op, line }) => ({ isRemoved: op === "-", line })).filter(({ line }) => line.trim() !== ""),
});
