import { present } from "../../present.ts";
import type { TeamNotice } from "../mail-input.ts";
import { isUnreached, type Notification } from "../notification.ts";

/** Causes of this prefix tell that none of a review's contacts could be reached. */
export const NOBODY_REACHED = "unreached|";

/** What a digest tells of a notification by what has become of it; undefined when there is nothing to tell any more. */
export const toTeamNotice = (
  cause: string,
  { state, reason, submissionId }: Pick<Notification, "state" | "reason" | "submissionId">,
  offerName: string | undefined,
): TeamNotice | undefined => {
  const about = present({ submissionId, offerName });
  const answer = present({ answer: reason });
  if (state === "queued" && reason === "noContacts") return { code: "noContacts", ...about };
  if (cause.startsWith(NOBODY_REACHED) && isUnreached(state)) return { code: "nobodyReached", ...answer, ...about };
  return state === "failed" ? { code: "mailFailed", ...answer, ...about } : undefined;
};
