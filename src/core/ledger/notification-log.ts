import type { Notification, StoredNotification } from "../notifications/notification.ts";
import { ALERTS_PARTITION, partitionOfNotification, partitionsOfOperation } from "../notifications/notification-id.ts";
import { type EntityStore, type OutgoingMail, outgoingMailSchema, type Write } from "../ports.ts";
import { present } from "../present.ts";
import { eventRow, mailRow, NOTIFICATIONS, notificationRow, REVIEW_ROW, WITHOUT_MAILS } from "./keys.ts";
import { listAll, listAllAcross } from "./list-rows.ts";
import { fromNotificationEntity, toNotificationEntity } from "./notification-entity.ts";
import { parseStored } from "./parse-row.ts";
import { fromEventEntity, fromReviewEntity } from "./review-entity.ts";
import type { ReadResultRows } from "./review-rows.ts";

/** Reads the notifications of the ledger, one row each; they are changed by a commit alone, by the etag they were read with. */
export interface NotificationLog {
  /** The notification, or undefined when the id is unknown or no id at all. Throws `ENTITY_INVALID` for a row edited to nonsense. */
  get(notificationId: string): Promise<StoredNotification | undefined>;
  /** As `get`, with the rows that a mail about a result is made from, in one request. A digest comes with none of them. */
  getWithResult(
    notificationId: string,
  ): Promise<{ stored: StoredNotification; readResultRows: ReadResultRows } | undefined>;
  /** The notification that the mail provider knows by this operation id, whatever partition it lies in. */
  findByOperation(operationId: string): Promise<StoredNotification | undefined>;
  /** The mail it was last claimed with. */
  getMail(notificationId: string): Promise<OutgoingMail | undefined>;
}

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

/** The notification log on an entity store. */
export const makeNotificationLog = (store: EntityStore): NotificationLog => {
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
        return stored && { stored, readResultRows: () => ({ events: [] }) };
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
        readResultRows: () => ({
          ...present({ review: review && fromReviewEntity(review) }),
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
      return entity && parseStored(entity, "mail", outgoingMailSchema);
    },
  };
};
