import type { Instant } from "../instant.ts";
import { present } from "../present.ts";
import type { Notification } from "./notification.ts";
import { makeNotificationId, operationIdOf } from "./notification-id.ts";

/** What a notification begins with; the rest follows from it. */
export interface NewNotification {
  readonly partition: string;
  readonly kind: Notification["kind"];
  /** What it is about, as the row says it. */
  readonly cause: string;
  /** What makes it the same notification when it is made again; the cause when absent. */
  readonly sameFor?: string;
  /** Absent while nobody is known to whom it could go. */
  readonly address: string | undefined;
  readonly now: Instant;
  readonly emailDomain: string;
  /** Of what runs now; undefined without telemetry. */
  readonly traceparent?: string | undefined;
}

/** A notification that nobody has looked at yet, with the ids that follow from partition, kind, cause and address. */
export const newNotification = ({
  partition,
  kind,
  cause,
  sameFor = cause,
  address,
  now,
  emailDomain,
  traceparent,
}: NewNotification): Notification => {
  const notificationId = makeNotificationId(partition, kind, sameFor, address ?? "");
  const operationId = operationIdOf(notificationId);
  return {
    notificationId,
    kind,
    state: "queued",
    ...(address === undefined ? { reason: "noContacts" } : { address }),
    cause,
    createdAt: now,
    ...present({ traceparent }),
    attempt: 1,
    attempts: [],
    operationId,
    messageId: `<${operationId}@${emailDomain}>`,
    notes: [],
  };
};
