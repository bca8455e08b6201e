import { earlier, type Instant, plusMs } from "../instant.ts";
import type { Notification } from "../notifications/notification.ts";
import { partitionOfNotification } from "../notifications/notification-id.ts";
import { NO_CONTACTS_NOTICE_IN_MS, overdueAt } from "../notifications/overdue.ts";
import { ANY_VERSION, type Clock, type Entity, type EntityStore, type Fields } from "../ports.ts";
import { DUE_PARTITIONS, type DueKind, duePartition, dueRow, parseDueRow } from "./keys.ts";
import { pagesOf } from "./list-rows.ts";
import { upsertAll } from "./upsert-all.ts";

/** A row of the due index: what the sweep has to look at, and from when on. */
export interface DueRow {
  readonly partition: string;
  readonly rowKey: string;
  readonly fields: Fields;
}

/** Wakes the clock of a review. */
export const dueClock = (partition: string, at: Instant): DueRow => ({
  partition: duePartition(partition),
  rowKey: dueRow(at, "clock", partition),
  fields: { overdueCount: 0 },
});

/** By then nobody who writes a review now is under way any more, and a row that was written now is old enough to go. */
const PLACED_AFTER_IN_MS = 61 * 60_000;

/** Makes the sweep let the index say what a review says: for whoever may have written to the index what then did not come to be. */
export const dueToPlace = (partition: string, now: Instant): DueRow =>
  dueClock(partition, plusMs(now, PLACED_AFTER_IN_MS));

/**
 * Wakes a notification that waits, so that none is forgotten. The key is told by the notification alone, so that writing it
 * again changes nothing and its sender can take it away; the sweep files it where it belongs.
 */
export const dueOpen = ({ notificationId, createdAt, address }: Notification): DueRow => ({
  partition: duePartition(partitionOfNotification(notificationId) ?? ""),
  rowKey: dueRow(
    address === undefined ? plusMs(createdAt, NO_CONTACTS_NOTICE_IN_MS) : overdueAt(createdAt, 0),
    "open",
    notificationId,
  ),
  fields: { overdueCount: 0 },
});

/** Makes the next sweep tell the team about this notification. */
export const dueNotice = (notificationId: string, at: Instant): DueRow => ({
  partition: duePartition(partitionOfNotification(notificationId) ?? ""),
  rowKey: dueRow(at, "notice", notificationId),
  fields: {},
});

/** How long the sweep waits before it tells of what a verb died on between row and topic. */
export const NEWS_DUE_AFTER_IN_MS = 2 * 60_000;

/** Makes the sweep publish what people have done about a review, in case whoever wrote it down could not. */
export const dueNews = (partition: string, at: Instant): DueRow => ({
  partition: duePartition(partition),
  rowKey: dueRow(at, "news", partition),
  fields: {},
});

/** Writes rows, in few requests. Repeating it changes nothing. */
export const fileDue = async (store: EntityStore, rows: readonly DueRow[]): Promise<void> =>
  await upsertAll(store, "due", rows);

/** Takes a row away, whatever it says; one that was put back is found and removed by the sweep. */
export const forgetDue = async (store: EntityStore, { partition, rowKey }: DueRow): Promise<void> => {
  await store.transact("due", partition, [{ kind: "delete", rowKey, etag: ANY_VERSION }]);
};

/** A row of the due index that is due. */
export interface DueEntry {
  readonly partition: string;
  readonly entity: Entity;
  readonly at: Instant;
  readonly kind: DueKind;
  /** Partition of the review, or id of the notification. */
  readonly id: string;
}

/** Everything that is due. Clocks of machines differ: now is the earlier of our own clock and the store's. */
export const readDue = async (store: EntityStore, clock: Clock): Promise<{ entry: DueEntry; now: Instant }[]> => {
  const perPartition = await Promise.all(
    DUE_PARTITIONS.map(async (partition) => {
      const entries: { entry: DueEntry; now: Instant }[] = [];
      const ownNow = clock.now();
      for await (const page of pagesOf(store, "due", partition, { to: `${ownNow}}` })) {
        const now = earlier(ownNow, page.now);
        for (const entity of page.entities) {
          const key = parseDueRow(entity.rowKey);
          if (key !== undefined && key.at <= now) entries.push({ entry: { partition, entity, ...key }, now });
        }
      }
      return entries;
    }),
  );
  return perPartition.flat();
};

/** The row that wakes the same thing at another instant. */
export const dueAgain = ({ partition, kind, id }: DueEntry, at: Instant, overdueCount = 0): DueRow => ({
  partition,
  rowKey: dueRow(at, kind, id),
  fields: { overdueCount },
});

/** Puts an entry off: the later row is written before this one is removed, and with `keep` this one stays too. */
export const refileDue = async (store: EntityStore, entry: DueEntry, later: DueRow, keep = false): Promise<void> => {
  if (later.rowKey === entry.entity.rowKey) return;
  await fileDue(store, [later]);
  if (!keep) await removeDue(store, entry);
};

/** By the etag it was read with: a row that somebody has written again since then stays. */
export const removeDue = async (store: EntityStore, { partition, entity }: DueEntry): Promise<void> => {
  await store.transact("due", partition, [{ kind: "delete", rowKey: entity.rowKey, etag: entity.etag }]);
};
