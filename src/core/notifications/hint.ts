import type { Instant } from "../instant.ts";
import type { NotificationHint } from "../ports.ts";
import type { Notification } from "./notification.ts";

/** A hint, and when a receiver may see it at the earliest; absent means at once. */
export interface TimedHint {
  readonly hint: NotificationHint;
  readonly at?: Instant;
}

/** The hint that wakes a notification. */
export const hintOf = ({ notificationId, attempt, traceparent }: Notification, at?: Instant): TimedHint => {
  const hint = { notificationId, attempt, ...(traceparent === undefined ? {} : { traceparent }) };
  return at === undefined ? { hint } : { hint, at };
};
