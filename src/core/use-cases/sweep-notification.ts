import { type Instant, plusMs } from "../instant.ts";
import type { StoredNotification } from "../ledger/notification-entity.ts";
import type { NotificationLog } from "../ledger/notification-log.ts";
import { isOpen } from "../notifications/notification.ts";
import { MAX_OVERDUE_COUNT, NO_CONTACTS_NOTICE_IN_MS, overdueAt } from "../notifications/overdue.ts";
import { SEND_TIMES } from "../notifications/retry-ladder.ts";
import type { WorkQueue } from "../ports.ts";
import type { DueEntry, Verdict } from "./sweep-sla.ts";

/** What working on an open notification needs. */
export interface OpenDeps {
  readonly log: NotificationLog;
  readonly queue: WorkQueue;
}

/** Puts a forgotten notification back on the work queue: 2 minutes after it should have moved, then each time twice as late, at last given up. */
export const sweepOpenNotification = async (deps: OpenDeps, entry: DueEntry, now: Instant): Promise<Verdict> => {
  const stored = await deps.log.get(entry.id);
  if (stored === undefined) return { kind: "stray" };
  const { notification } = stored;
  if (!isOpen(notification.state) || notification.reason === "held") return { kind: "done" };
  if (notification.reason === "noContacts") {
    const noticeAt = plusMs(notification.createdAt, NO_CONTACTS_NOTICE_IN_MS);
    if (noticeAt > now) return { kind: "refile", at: noticeAt };
    return {
      kind: "announce",
      candidate: { cause: `notice|${entry.id}`, kind: "teamNotice", notificationId: entry.id, n: 1 },
    };
  }
  const overdueCount = Number(entry.entity.fields.overdueCount ?? 0);
  const at = overdueAt(expectedAt(stored, now), overdueCount);
  if (at > now) return { kind: "refile", at, overdueCount };
  if (overdueCount >= MAX_OVERDUE_COUNT) return await giveUp(deps, stored, now);
  await deps.queue.send([{ notificationId: entry.id, attempt: notification.attempt }]);
  const again = overdueAt(now, overdueCount + 1);
  return { kind: "refile", at: again, overdueCount: overdueCount + 1, hinted: true };
};

/** When the notification should have moved by itself. The age of a claim is told by the store's own clock. */
const expectedAt = ({ notification, ageInMs }: StoredNotification, now: Instant): Instant =>
  notification.state === "claimed"
    ? plusMs(now, SEND_TIMES.leaseInMs - ageInMs)
    : (notification.nextAttemptAt ?? plusMs(now, -ageInMs));

const giveUp = async ({ log }: OpenDeps, stored: StoredNotification, now: Instant): Promise<Verdict> => {
  const { notification } = stored;
  await log.raiseNotice(notification.notificationId, now);
  const reason = `put back ${MAX_OVERDUE_COUNT} times, and never moved`;
  const changed = await log.change(stored, { ...notification, state: "failed", reason });
  return changed === undefined
    ? { kind: "refile", at: plusMs(now, 60_000), overdueCount: MAX_OVERDUE_COUNT }
    : { kind: "done" };
};
