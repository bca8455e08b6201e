import * as z from "zod";
import { reviewFactsSchema } from "../certification/review.ts";
import { type ReviewRows, readNamedReview } from "../ledger/review-rows.ts";
import { timelineEntrySchema, toReviewTimeline } from "../ledger/review-timeline.ts";
import { notificationSchema } from "../notifications/notification.ts";
import type { EntityStore } from "../ports.ts";
import { present } from "../present.ts";
import { clockTermsSchema } from "../sla/clock-terms.ts";
import { delayNoticeSchema, noticeInForce } from "../sla/delay-notice.ts";
import { clockStepSchema, reviewClockSchema } from "../sla/review-clock.ts";
import type { ReviewRecord } from "../sla/review-record.ts";
import { traceDaySchema } from "../sla/trace.ts";
import { renderExplanation } from "../sla/trace-text.ts";
import type { Stored } from "../stored.ts";
import { storedInstant } from "../stored-instant.ts";

/** A clock with what it was promised and how its due time came about. */
const clockViewSchema = reviewClockSchema
  .omit({ days: true, steps: true })
  .extend({
    /** Absent when no time was promised. */
    terms: clockTermsSchema.exactOptional(),
    /** What is still to be announced, and when. */
    next: z.array(clockStepSchema.pick({ kind: true, n: true, at: true })),
    promise: delayNoticeSchema.exactOptional().meta({
      description: "What the publisher was told of a delay last; absent while the review time is the only promise.",
    }),
    reviewTimeInHours: z.number().exactOptional(),
    /** Absent where there is no due time, as while paused. */
    trace: z
      .object({
        dueAt: storedInstant,
        calendar: z.string(),
        days: z.array(traceDaySchema),
        /** The same words as `npm run sla -- explain` prints. */
        text: z.array(z.string()),
      })
      .exactOptional(),
  })
  .meta({ id: "Clock" });
type ClockView = Stored<typeof clockViewSchema>;

/** Everything the ledger knows of one review, but the bodies of events and mails. */
export const reviewViewSchema = z
  .object({
    review: reviewFactsSchema.extend({ flags: z.array(z.string()) }),
    clock: clockViewSchema,
    /** What happened, oldest first. */
    timeline: z.array(timelineEntrySchema),
    /** Each mail, oldest first. */
    notifications: z.array(notificationSchema.omit({ claimId: true }).meta({ id: "Notification" })),
  })
  .meta({ id: "Review" });
export type ReviewView = Stored<typeof reviewViewSchema>;

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
