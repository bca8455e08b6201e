import * as z from "zod";
import { REPORT_STATUSES } from "../delivery/delivery-report.ts";
import { NotifierError } from "../errors.ts";
import { msBetween } from "../instant.ts";
import { NOTIFICATION_STATES, type Notification, type StoredNotification } from "../notifications/notification.ts";
import { NOTIFICATION_KINDS } from "../notifications/notification-kind.ts";
import type { Blobs, Entity } from "../ports.ts";
import { present } from "../present.ts";
import { storedInstant } from "./stored-instant.ts";

/** What a row keeps of a notification. */
export const notificationSchema = z.object({
  notificationId: z.string(),
  kind: z.enum(NOTIFICATION_KINDS),
  state: z.enum(NOTIFICATION_STATES),
  reason: z.string().optional(),
  cause: z.string(),
  resultKey: z.string().optional(),
  promise: z.int().optional(),
  eventKey: z.string().optional(),
  submissionId: z.string().optional(),
  address: z.string().optional(),
  recipientName: z.string().optional(),
  createdAt: storedInstant,
  traceparent: z.string().optional(),
  attempt: z.int().min(1),
  nextAttemptAt: storedInstant.optional(),
  firstAttemptAt: storedInstant.optional(),
  quotaSlotAt: storedInstant.optional(),
  quotaWaitInMs: z.number().optional(),
  claimId: z.string().optional(),
  attempts: z.array(
    z.object({
      number: z.int(),
      at: storedInstant,
      outcome: z.enum(["accepted", "retryable", "permanent", "unknown", "dropped", "asked", "notFound"]),
      answer: z.string(),
      ours: z.literal(true).optional(),
    }),
  ),
  operationId: z.string(),
  messageId: z.string(),
  articleVersion: z.string().optional(),
  articleSlug: z.string().optional(),
  templateVersion: z.string().optional(),
  replaces: storedInstant.optional(),
  resendOf: z.string().optional(),
  resendReason: z.string().optional(),
  resentBy: z.string().optional(),
  content: z.enum(["asSent", "current"]).optional(),
  absorbs: z.array(z.string()).optional(),
  notes: z.array(z.string()),
  acceptedAt: storedInstant.optional(),
  reports: z
    .array(
      z.object({
        at: storedInstant,
        status: z.enum(REPORT_STATUSES),
        detail: z.string().optional(),
        isOfMember: z.literal(true).optional(),
      }),
    )
    .optional(),
});

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
  notification: parseStored(entity, "notification", notificationSchema) as Notification,
  etag: entity.etag,
  ageInMs: msBetween(entity.writtenAt, entity.readAt),
  readAt: entity.readAt,
});

/** The schema of a row whose shape is ours alone and written by one function: by `shape` it is checked that nobody edited it to nonsense. */
export const rowOf = <T>(shape: z.ZodType<Partial<Record<keyof T, unknown>>>): z.ZodType<T> =>
  z.custom<T>((value) => shape.safeParse(value).success);

/** Reads one JSON blob of an entity by its schema; throws `ENTITY_INVALID` naming the row. */
export const parseStored = <T>(entity: Entity, blob: string, schema: z.ZodType<T>): T => {
  try {
    return schema.parse(JSON.parse(entity.blobs[blob] ?? ""));
  } catch (cause) {
    throw new NotifierError(
      "ENTITY_INVALID",
      `The row ${entity.rowKey} of partition ${entity.partitionKey} cannot be read.`,
      {
        cause,
      },
    );
  }
};
