import { type ActionPage, formPage, refusedPage } from "../notifications/compose/action-page.ts";
import type { Words } from "../notifications/words/word-catalogue.ts";
import type { OpenedLink, OpenLink } from "./open-link.ts";
import type { TellDelay } from "./tell-delay.ts";

/** Shows what a link of a digest would do, and changes nothing: programs that look for harm follow links, too. */
export type ShowAction = (token: string) => Promise<ActionPage>;

/** What showing a link needs. */
export interface ShowActionDeps {
  readonly openLink: OpenLink;
  readonly tellDelay: TellDelay;
  readonly words: Words;
  /** Zone in which times are shown. */
  readonly zone: string;
}

/** Makes the verb that shows a link. */
export const makeShowAction =
  (deps: ShowActionDeps): ShowAction =>
  async (token) => {
    const opened = await deps.openLink(token);
    return opened.kind === "refused" ? refusedPage(opened.why, deps.words) : await showForm(deps, opened);
  };

/** The form of an open link, with the mail that would go to the publisher if it tells of a delay; with `reason` as it was written, if something was missing beside it. */
export const showForm = async (
  { tellDelay, words, zone }: ShowActionDeps,
  { action, partition, record, address, expiresAt, choices, now }: OpenedLink,
  reason = "",
  status?: 422,
): Promise<ActionPage> => {
  const form = { action, record, address, expiresAt, ends: choices, now };
  if (action !== "tell") return formPage(form, { words, zone }, status);
  const [first] = choices;
  if (first === undefined || record.facts.contacts.length === 0) return refusedPage("untellable", words);
  const told = await tellDelay(`sha256:${partition}`, {
    businessDays: first.days,
    reason: reason || words.say("actionPage.reasonHere"),
    dryRun: true,
  });
  const text = told.kind === "dryRun" ? (told.mails[0]?.text ?? "") : "";
  return formPage({ ...form, mail: { text, reason } }, { words, zone }, status);
};
