import { happenedAt } from "../certification/event.ts";
import type { RecordedEvent } from "../certification/review.ts";
import type { Instant } from "../instant.ts";
import type { ReviewRecord } from "./review-entity.ts";

/** One thing that happened to a review: an event, an announcement to the team, or another version of its calendar. */
export type TimelineEntry =
  | {
      readonly at: Instant;
      readonly kind: "submitted" | "completed" | "cancelled" | "paused" | "resumed";
      readonly eventId: string;
      readonly source: string;
      /** When we learned of it. */
      readonly recordedAt: Instant;
      readonly outcome?: string;
      readonly reason?: string;
    }
  | {
      readonly at: Instant;
      readonly kind: "slaWarning" | "slaBreach" | "slaReminder";
      readonly n: number;
      /** True when a later step was announced in its place. */
      readonly skipped?: boolean;
    }
  | {
      readonly at: Instant;
      readonly kind: "calendarRepinned";
      readonly from: string;
      readonly to: string;
      readonly dueAtBefore?: Instant;
      readonly dueAtAfter?: Instant;
    };

/** What happened to a review, oldest first: events at their own instants, the rest when it was done. */
export const toReviewTimeline = (
  { announcements, repins = [] }: Pick<ReviewRecord, "announcements" | "repins">,
  events: readonly RecordedEvent[],
): TimelineEntry[] => {
  const entries: TimelineEntry[] = [
    ...events.map(({ event, recordedAt }): TimelineEntry => {
      const { kind, id, source } = event;
      return {
        at: happenedAt(event),
        kind,
        eventId: id,
        source,
        recordedAt,
        ...(kind === "completed" ? { outcome: event.outcome } : {}),
        ...("reason" in event && event.reason !== undefined ? { reason: event.reason } : {}),
      };
    }),
    ...announcements,
    ...repins.map((repin): TimelineEntry => ({ kind: "calendarRepinned", ...repin })),
  ];
  return entries.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
};
