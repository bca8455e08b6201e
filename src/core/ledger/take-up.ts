import { type Instant, plusMs } from "../instant.ts";
import { noticesOf } from "../notices/notification-notices.ts";
import { stoppedNotices } from "../notices/review-notices.ts";
import { hintOf, type TimedHint } from "../notifications/hint.ts";
import { isOpen } from "../notifications/notification.ts";
import { SEND_TIMES } from "../notifications/retry-ladder.ts";
import type { Commit } from "./commit.ts";
import { dueOpen, dueToPlace } from "./due-index.ts";
import type { ReviewRows } from "./review-rows.ts";

/**
 * What is left to do for a repeated event. It adds nothing; its first handler may have died anywhere, also before what it had told the index
 * was so. What is queued gets its hint again,
 * and a claim one for the end of its lease, when whoever made it has marked it or is gone. What came of it is published again.
 */
export const takeUp = (
  partition: string,
  { review, notifications }: Pick<ReviewRows, "review" | "notifications">,
  now: Instant,
): Commit => {
  const open = notifications.filter(
    ({ notification: { state, address, reason } }) => isOpen(state) && address !== undefined && reason !== "held",
  );
  return {
    partition,
    writes: [],
    due: [...open.map(({ notification }) => dueOpen(notification)), dueToPlace(partition, now)],
    hints: open.flatMap(({ notification, ageInMs, readAt }): TimedHint[] => {
      if (notification.state === "queued") return [hintOf(notification)];
      if (notification.state !== "claimed") return [];
      return [hintOf(notification, plusMs(readAt, Math.max(0, SEND_TIMES.leaseInMs - ageInMs) + 1_000))];
    }),
    notices: [
      ...(review === undefined ? [] : stoppedNotices(partition, review.record)),
      ...notifications.flatMap(({ notification }) => noticesOf(notification)),
    ],
  };
};
