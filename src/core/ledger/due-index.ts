import { type Instant, plusMs } from "../instant.ts";
import type { Notification } from "../notifications/notification.ts";
import { NO_CONTACTS_NOTICE_IN_MS, overdueAt } from "../notifications/overdue.ts";
import type { EntityStore, Fields } from "../ports.ts";
import { ANY_VERSION } from "../ports.ts";
import { duePartition, dueRow, partitionOfNotification } from "./keys.ts";

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

/** Writes rows of one review or of the alerts; they all lie in one partition. Repeating it changes nothing. */
export const fileDue = async (store: EntityStore, rows: readonly DueRow[]): Promise<void> => {
  const byKey = [...new Map(rows.map((row) => [row.rowKey, row])).values()];
  for (let start = 0; start < byKey.length; start += 100) {
    const part = byKey.slice(start, start + 100);
    await store.transact(
      "due",
      part[0]?.partition ?? "",
      part.map(({ rowKey, fields }) => ({ kind: "upsert", rowKey, fields })),
    );
  }
};

/** Takes a row away, whatever it says; one that was put back is found and removed by the sweep. */
export const forgetDue = async (store: EntityStore, { partition, rowKey }: DueRow): Promise<void> => {
  await store.transact("due", partition, [{ kind: "delete", rowKey, etag: ANY_VERSION }]);
};
