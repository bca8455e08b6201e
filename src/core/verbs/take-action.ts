import { type ErrorCode, NotifierError } from "../errors.ts";
import { type ActionPage, donePage, type RefusedLink, refusedPage } from "../notifications/compose/action-page.ts";
import { readLinkForm } from "../notifications/link-choices.ts";
import { present } from "../present.ts";
import type { AcknowledgeReview } from "./acknowledge-review.ts";
import { type ShowActionDeps, showForm } from "./show-action.ts";

/** Does what a link of a digest is for, once. */
export type TakeAction = (token: string, form: URLSearchParams) => Promise<ActionPage>;

/** What acting by a link needs. */
export interface TakeActionDeps extends ShowActionDeps {
  readonly acknowledgeReview: AcknowledgeReview;
}

/** What a refusal of the verbs behind a link says of the link. */
const REFUSALS: Readonly<Partial<Record<ErrorCode, RefusedLink>>> = {
  LINK_USED: "used",
  NOTHING_OPEN: "closed",
  NOBODY_TO_TELL: "untellable",
};

/** Makes the verb that acts by a link. */
export const makeTakeAction =
  (deps: TakeActionDeps): TakeAction =>
  async (token, form) => {
    const opened = await deps.openLink(token);
    if (opened.kind === "refused") return refusedPage(opened.why, deps.words);
    const { action, partition, record, address, choices, now } = opened;
    const { by, reason, chosen, isComplete } = readLinkForm(action, form, choices, address);
    if (!isComplete) return await showForm(deps, opened, reason, 422);
    const used = { token, mail: opened.notificationId, mailTo: address };
    const named = `sha256:${partition}`;
    try {
      const until =
        action === "tell"
          ? (await deps.tellDelay(named, { businessDays: chosen?.days, reason, by }, used)).notice.expectedAt
          : (await deps.acknowledgeReview(named, { by, ...present({ until: chosen?.at }) }, used)).until;
      return donePage({ action, record, until, now }, deps);
    } catch (error) {
      const why = error instanceof NotifierError ? REFUSALS[error.code] : undefined;
      if (why === undefined) throw error;
      return refusedPage(why, deps.words);
    }
  };
