import * as z from "zod";
import type { Instant } from "../instant.ts";
import type { Notification } from "../notifications/notification.ts";
import { overdueAt } from "../notifications/overdue.ts";
import { ANY_VERSION, type EntityStore, type OutgoingMail, type Random, type Write } from "../ports.ts";
import {
  ALERTS_PARTITION,
  duePartition,
  dueRow,
  eventRow,
  mailRow,
  NOTIFICATIONS,
  notificationRow,
  partitionOfNotification,
  partitionsOfOperation,
  REVIEW_ROW,
  WITHOUT_MAILS,
} from "./keys.ts";
import { listAll, listAllAcross } from "./list-rows.ts";
import {
  fromNotificationEntity,
  type HeldNotification,
  parseStored,
  type StoredNotification,
  toNotificationEntity,
} from "./notification-entity.ts";
import { fromEventEntity, fromReviewEntity } from "./review-entity.ts";
import type { ReadResult } from "./review-rows.ts";

/** The notifications of the ledger, one row each, changed only by the etag they were read with. */
export interface NotificationLog {
  /** The notification, or undefined when the id is unknown or no id at all. Throws `ENTITY_INVALID` for a row edited to nonsense. */
  get(notificationId: string): Promise<StoredNotification | undefined>;
  /** As `get`, with the rows that a mail about a result is made from, in one request. A digest comes with none of them. */
  getWithResult(notificationId: string): Promise<{ stored: StoredNotification; readResult: ReadResult } | undefined>;
  /** The notification that the mail provider knows by this operation id, whatever partition it lies in. */
  findByOperation(operationId: string): Promise<StoredNotification | undefined>;
  /** The mail it was last claimed with. */
  getMail(notificationId: string): Promise<OutgoingMail | undefined>;
  /**
   * Replaces the notification if nobody changed it since it was read, together with its mail when one is given.
   * Gives the result with its new etag, or undefined when somebody else was first. A write of ours whose answer was lost counts as ours.
   */
  change(held: HeldNotification, next: Notification, mail?: OutgoingMail): Promise<HeldNotification | undefined>;
  /** Takes a settled notification out of the due index; one that was put back there is found and removed by the sweep. */
  forgetDue(notification: Notification): Promise<void>;
  /** Makes the next sweep tell the team that this notification failed. */
  raiseNotice(notificationId: string, now: Instant): Promise<void>;
}

const mailSchema = z.object({
  operationId: z.string(),
  from: z.string(),
  replyTo: z.string().optional(),
  to: z.object({ address: z.string(), name: z.string().optional() }),
  subject: z.string(),
  text: z.string(),
  html: z.string(),
  headers: z.record(z.string(), z.string()),
});

/** The write that puts a notification in place: an insert when it is new, else a replace by its etag. */
export const notificationWrite = (next: Notification, etag?: string): Write => {
  const row = { rowKey: notificationRow(next.notificationId), ...toNotificationEntity(next) };
  return etag === undefined ? { kind: "insert", ...row } : { kind: "replace", etag, ...row };
};

/** The write that keeps the mail that a notification is claimed with. */
export const mailWrite = ({ notificationId }: Notification, mail: OutgoingMail): Write => ({
  kind: "upsert",
  rowKey: mailRow(notificationId),
  fields: { subject: mail.subject.slice(0, 200) },
  blobs: { mail: JSON.stringify(mail) },
});

/** The rows that hold a notification and, when given, its mail. */
export const notificationWrites = (etag: string, next: Notification, mail?: OutgoingMail): Write[] => [
  notificationWrite(next, etag),
  ...(mail === undefined ? [] : [mailWrite(next, mail)]),
];

/** The notification log on an entity store. */
export const makeNotificationLog = (store: EntityStore, random: Random): NotificationLog => {
  const get = async (notificationId: string): Promise<StoredNotification | undefined> => {
    const partition = partitionOfNotification(notificationId);
    if (partition === undefined) return undefined;
    const entity = await store.get("reviews", partition, notificationRow(notificationId));
    return entity && fromNotificationEntity(entity);
  };
  return {
    get,
    getWithResult: async (notificationId) => {
      const partition = partitionOfNotification(notificationId);
      if (partition === undefined || partition === ALERTS_PARTITION) {
        const stored = await get(notificationId);
        return stored && { stored, readResult: () => ({ events: [] }) };
      }
      const entities = await listAll(store, "reviews", partition, WITHOUT_MAILS);
      const find = (rowKey: string) => entities.find((entity) => entity.rowKey === rowKey);
      // The other rows are not looked at: one that was edited to nonsense keeps nobody else's mail waiting.
      const own = find(notificationRow(notificationId));
      if (own === undefined) return undefined;
      const stored = fromNotificationEntity(own);
      const review = find(REVIEW_ROW);
      const event = find(eventRow(stored.notification.eventKey ?? ""));
      return {
        stored,
        readResult: () => ({
          ...(review === undefined ? {} : { review: fromReviewEntity(review) }),
          events: event === undefined ? [] : [fromEventEntity(event)],
        }),
      };
    },
    findByOperation: async (operationId) => {
      const partitions = partitionsOfOperation(operationId);
      if (partitions === undefined) return undefined;
      const rows = await listAllAcross(store, "reviews", partitions, NOTIFICATIONS);
      const own = rows.find(({ fields }) => fields.operationId === operationId.toLowerCase());
      return own && fromNotificationEntity(own);
    },
    getMail: async (notificationId) => {
      const partition = partitionOfNotification(notificationId);
      if (partition === undefined) return undefined;
      const entity = await store.get("reviews", partition, mailRow(notificationId));
      return entity && (parseStored(entity, "mail", mailSchema) as OutgoingMail);
    },
    change: async (held, next, mail) => {
      const partition = partitionOfNotification(next.notificationId) ?? "";
      const notification = { ...next, claimId: random.newId() };
      const result = await store.transact("reviews", partition, notificationWrites(held.etag, notification, mail));
      if (result.kind === "written") return { notification, etag: result.etags[0] ?? "" };
      // Our own success comes back as a conflict when its answer was lost and the client tried again.
      const found = await get(next.notificationId);
      return found?.notification.claimId === notification.claimId ? found : undefined;
    },
    forgetDue: async ({ notificationId, createdAt }) => {
      const partition = duePartition(partitionOfNotification(notificationId) ?? "");
      const rowKey = dueRow(overdueAt(createdAt, 0), "open", notificationId);
      await store.transact("due", partition, [{ kind: "delete", rowKey, etag: ANY_VERSION }]);
    },
    raiseNotice: async (notificationId, now) => {
      const partition = partitionOfNotification(notificationId) ?? "";
      await store.transact("due", duePartition(partition), [
        { kind: "upsert", rowKey: dueRow(now, "notice", notificationId), fields: {} },
      ]);
    },
  };
};
