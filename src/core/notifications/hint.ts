import { type Instant, plusMs } from "../instant.ts";
import type { NotificationHint } from "../ports.ts";
import { present } from "../present.ts";
import type { Notification } from "./notification.ts";

/** A hint, and when a receiver may see it at the earliest; absent means at once. */
export interface TimedHint {
  readonly hint: NotificationHint;
  readonly at?: Instant;
}

/** The hint that wakes a notification. */
export const hintOf = ({ notificationId, attempt, traceparent }: Notification, at?: Instant): TimedHint => ({
  hint: { notificationId, attempt, ...present({ traceparent }) },
  ...present({ at }),
});

const MOST_DOUBLINGS = 6;

/**
 * The hint of a notification whose hint came too early, to be seen again at `at` by the ledger's clock. The broker goes by a clock of its
 * own: were that ahead, the hint would come back at once, again and again, so each time it is put off twice as far beyond its time.
 */
export const laterHintOf = (notification: Notification, { early = 0 }: NotificationHint, at: Instant): TimedHint => {
  const marginInMs = 1_000 * 2 ** Math.min(early, MOST_DOUBLINGS);
  const { hint } = hintOf(notification);
  return { hint: { ...hint, early: early + 1 }, at: plusMs(at, marginInMs) };
};
