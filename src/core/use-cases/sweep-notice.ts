import type { NotificationLog } from "../ledger/notification-log.ts";
import type { DueEntry, Verdict } from "./sweep-sla.ts";

/** Tells the team of a notification that failed for good; once, however often the row is found. */
export const noticeCandidate = async (
  { log }: { readonly log: NotificationLog },
  { id }: DueEntry,
): Promise<Verdict> => {
  const stored = await log.get(id);
  if (stored === undefined) return { kind: "stray" };
  // A digest that failed must not cause another digest, which would fail the same way.
  if (stored.notification.submissionId === undefined) return { kind: "done" };
  return { kind: "announce", candidate: { cause: `failed|${id}`, kind: "teamNotice", notificationId: id, n: 1 } };
};
