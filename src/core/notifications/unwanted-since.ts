import type { ReviewRecord } from "../sla/review-record.ts";
import type { Notification } from "./notification.ts";

/** Why the mail about a review is not wanted any more; undefined while it is. An event cancels what is unsent; what was claimed just then and not taken must not follow the newer mail. */
export const unwantedSince = (
  { resultKey, promise }: Pick<Notification, "resultKey" | "promise">,
  { facts: { cancelledAt, result }, delayNotices = [] }: Pick<ReviewRecord, "facts" | "delayNotices">,
): string | undefined => {
  if (cancelledAt !== undefined) return "submissionCancelled";
  if (result?.resultKey !== resultKey) return "newerResult";
  return promise === undefined || delayNotices.at(-1)?.n === promise ? undefined : "newerNotice";
};
