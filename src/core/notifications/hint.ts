import type { Instant } from "../instant.ts";
import type { NotificationHint } from "../ports.ts";
import type { Notification } from "./notification.ts";

/** A hint, and when a receiver may see it at the earliest; absent means at once. */
export interface TimedHint {
  readonly hint: NotificationHint;
  readonly at?: Instant;
}

/** The hint that wakes a notification. */
export const hintOf = ({ notificationId, attempt }: Notification, at?: Instant): TimedHint =>
  at === undefined ? { hint: { notificationId, attempt } } : { hint: { notificationId, attempt }, at };
