import { type Instant, plusMs } from "../instant.ts";
import type { CommitDecision } from "../ledger/commit.ts";
import { type DueEntry, dueNotice } from "../ledger/due-index.ts";
import type { DueVerdict } from "../ledger/due-verdict.ts";
import { type NotificationLog, notificationWrite } from "../ledger/notification-log.ts";
import { noticesOf } from "../notices/notification-notices.ts";
import { hintOf } from "../notifications/hint.ts";
import type { StoredNotification } from "../notifications/notification.ts";
import { isOpen } from "../notifications/notification.ts";
import { partitionOfNotification } from "../notifications/notification-id.ts";
import { MAX_OVERDUE_COUNT, NO_CONTACTS_NOTICE_IN_MS, overdueAt } from "../notifications/overdue.ts";
import { SEND_TIMES } from "../notifications/retry-ladder.ts";
import type { EntityStore } from "../ports.ts";
import { tellTeam } from "./sweep-notice.ts";

/** What working on an open notification needs. */
export interface OpenDeps {
  readonly store: EntityStore;
  readonly log: NotificationLog;
  readonly commit: CommitDecision;
}

/** Puts a forgotten notification back on the work queue: 2 minutes after it should have moved, then each time twice as late, at last given up. */
export const sweepOpenNotification = async (deps: OpenDeps, entry: DueEntry, now: Instant): Promise<DueVerdict> => {
  const stored = await deps.log.get(entry.id);
  if (stored === undefined) return { kind: "stray" };
  const { notification } = stored;
  // Whoever settled it takes this row away as the last thing: it died before that, perhaps before the world was told.
  if (!isOpen(notification.state)) return { kind: "done", notices: noticesOf(notification) };
  if (notification.reason === "held") return { kind: "done" };
  if (notification.reason === "noContacts") {
    const noticeAt = plusMs(notification.createdAt, NO_CONTACTS_NOTICE_IN_MS);
    if (noticeAt > now) return { kind: "refile", at: noticeAt };
    return await tellTeam(deps.store, `notice|${entry.id}`, entry.id);
  }
  const overdueCount = Number(entry.entity.fields.overdueCount ?? 0);
  const at = overdueAt(expectedAt(stored, now), overdueCount);
  if (at > now) return { kind: "refile", at, overdueCount };
  if (overdueCount >= MAX_OVERDUE_COUNT) return await giveUp(deps, stored, now);
  const partition = partitionOfNotification(entry.id) ?? "";
  await deps.commit({ partition, writes: [], hints: [hintOf(notification)] });
  const again = overdueAt(now, overdueCount + 1);
  return { kind: "refile", at: again, overdueCount: overdueCount + 1, hinted: true };
};

/** When the notification should have moved by itself. The age of a claim is told by the store's own clock. */
const expectedAt = ({ notification, ageInMs }: StoredNotification, now: Instant): Instant =>
  notification.state === "claimed"
    ? plusMs(now, SEND_TIMES.leaseInMs - ageInMs)
    : (notification.nextAttemptAt ?? plusMs(now, -ageInMs));

const giveUp = async ({ commit }: OpenDeps, stored: StoredNotification, now: Instant): Promise<DueVerdict> => {
  const { notification } = stored;
  const reason = `put back ${MAX_OVERDUE_COUNT} times, and never moved`;
  const failed = { ...notification, state: "failed", reason } as const;
  const { kind } = await commit({
    partition: partitionOfNotification(notification.notificationId) ?? "",
    writes: [notificationWrite(failed, stored.etag)],
    due: [dueNotice(notification.notificationId, now)],
  });
  return kind === "conflict"
    ? { kind: "refile", at: plusMs(now, 60_000), overdueCount: MAX_OVERDUE_COUNT }
    : { kind: "done", notices: noticesOf(failed) };
};
