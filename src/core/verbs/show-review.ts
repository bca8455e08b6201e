import type { ReviewFacts } from "../certification/review.ts";
import type { Instant } from "../instant.ts";
import { type ReviewRows, readNamedReview } from "../ledger/review-rows.ts";
import { type TimelineEntry, toReviewTimeline } from "../ledger/review-timeline.ts";
import type { Notification } from "../notifications/notification.ts";
import type { EntityStore } from "../ports.ts";
import { present } from "../present.ts";
import type { ClockTerms } from "../sla/clock-terms.ts";
import { type DelayNotice, noticeInForce } from "../sla/delay-notice.ts";
import type { ReviewClock } from "../sla/review-clock.ts";
import type { ReviewRecord } from "../sla/review-record.ts";
import type { TraceDay } from "../sla/trace.ts";
import { renderExplanation } from "../sla/trace-text.ts";

/** A clock with what it was promised and how its due time came about. */
export interface ClockView extends Omit<ReviewClock, "days" | "steps"> {
  /** Absent when no time was promised. */
  readonly terms?: ClockTerms;
  /** What is still to be announced, and when. */
  readonly next: readonly { readonly kind: string; readonly n: number; readonly at: Instant }[];
  /** What the publisher was told of a delay last; absent while the review time is the only promise. */
  readonly promise?: DelayNotice;
  readonly reviewTimeInHours?: number;
  /** Absent where there is no due time, as while paused. */
  readonly trace?: {
    readonly dueAt: Instant;
    readonly calendar: string;
    readonly days: readonly TraceDay[];
    /** The same words as `npm run sla -- explain` prints. */
    readonly text: readonly string[];
  };
}

/** Everything the ledger knows of one review, but the bodies of events and mails. */
export interface ReviewView {
  readonly review: ReviewFacts & { readonly flags: readonly string[] };
  readonly clock: ClockView;
  /** What happened, oldest first. */
  readonly timeline: readonly TimelineEntry[];
  /** Each mail, oldest first. */
  readonly notifications: readonly Omit<Notification, "claimId">[];
}

/** Shows the review that is named by its submission id or by `sha256:` and the hash of that. Throws `SUBMISSION_UNKNOWN`. */
export type ShowReview = (named: string) => Promise<ReviewView>;

/** Makes the verb that shows a review from its rows. */
export const makeShowReview =
  ({ store }: { store: EntityStore }): ShowReview =>
  async (named) => {
    const rows = await readNamedReview(store, named);
    return toReviewView(rows.review.record, rows);
  };

/** What the rows of a review say, for whoever asks. */
export const toReviewView = (
  record: ReviewRecord,
  { events, notifications, looks, replays }: Omit<ReviewRows, "review">,
): ReviewView => ({
  review: { ...record.facts, flags: record.flags },
  clock: toClockView(record),
  timeline: toReviewTimeline(record, events, notifications, looks, replays),
  notifications: notifications
    .map(({ notification: { claimId: _ours, ...shown } }) => shown)
    .sort((a, b) => (a.createdAt < b.createdAt ? -1 : a.createdAt > b.createdAt ? 1 : 0)),
});

const toClockView = ({ clock, terms, reviewTimeInHours, delayNotices = [] }: ReviewRecord): ClockView => {
  const { days, steps, ...shown } = clock;
  const { dueAt, submittedAt } = clock;
  return {
    ...shown,
    ...present({ terms }),
    next: steps.filter(({ isDone }) => !isDone).map(({ kind, n, at }) => ({ kind, n, at })),
    ...present({ promise: noticeInForce(delayNotices, dueAt), reviewTimeInHours }),
    ...(dueAt === undefined || submittedAt === undefined || terms === undefined
      ? {}
      : {
          trace: {
            dueAt,
            calendar: terms.calendar,
            days,
            text: renderExplanation(terms, submittedAt, { dueAt, days }),
          },
        }),
  };
};
