import type { RecordedEvent } from "../src/core/certification/review.ts";
import type { Notification } from "../src/core/notifications/notification.ts";
import type { ReviewRecord } from "../src/core/sla/review-record.ts";

/** A review as a run leaves it. */
export interface LeftReview {
  readonly partition: string;
  readonly record: ReviewRecord;
  readonly events: readonly RecordedEvent[];
  readonly notifications: readonly Notification[];
}

/** True for a review whose due time nothing has moved. */
export const isUnpaused = ({ events }: Pick<LeftReview, "events">): boolean =>
  events.every(({ event }) => event.kind !== "paused" && event.kind !== "resumed");
