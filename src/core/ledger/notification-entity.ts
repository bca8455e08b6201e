import { msBetween } from "../instant.ts";
import { type Notification, notificationSchema, type StoredNotification } from "../notifications/notification.ts";
import type { Blobs, Entity } from "../ports.ts";
import { present } from "../present.ts";
import { parseStored } from "./parse-row.ts";

/** The properties of a notification's row: the state in the open for people who look at the table, the whole as JSON. */
export const toNotificationEntity = (notification: Notification): { fields: Entity["fields"]; blobs: Blobs } => ({
  fields: {
    notificationId: notification.notificationId,
    kind: notification.kind,
    state: notification.state,
    operationId: notification.operationId,
    ...present({ reason: notification.reason?.slice(0, 1000) }),
    attempt: notification.attempt,
  },
  blobs: { notification: JSON.stringify(notification) },
});

/** Reads a notification's row; throws `ENTITY_INVALID` when it was edited to nonsense. */
export const fromNotificationEntity = (entity: Entity): StoredNotification => ({
  notification: parseStored(entity, "notification", notificationSchema),
  etag: entity.etag,
  ageInMs: msBetween(entity.writtenAt, entity.readAt),
  readAt: entity.readAt,
});
