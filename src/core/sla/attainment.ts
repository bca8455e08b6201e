import * as z from "zod";
import type { Instant } from "../instant.ts";
import { present } from "../present.ts";
import type { Stored } from "../stored.ts";
import type { ReviewClock } from "./review-clock.ts";

/** What the report needs to know of one review. */
export interface ReportedReview {
  readonly submissionId: string;
  readonly offerType: string;
  readonly publisherId: string;
  readonly clock: Pick<ReviewClock, "state" | "submittedAt" | "dueAt" | "stoppedAt" | "steps">;
  /** Business hours from submission to result, pauses left out; absent while there is no result. */
  readonly reviewTimeInHours?: number;
  /** By when the publisher was told last to expect the result; absent while the due time is the only promise. */
  readonly expectedAt?: Instant;
}

/** A period: from its first instant up to but not including `to`. */
export interface Period {
  readonly from: Instant;
  readonly to: Instant;
}

/** So many kept of so many; `share` is absent when there are none to judge. */
const figureSchema = z.object({
  kept: z.number(),
  of: z.number(),
  /** From 0 to 1. */
  share: z.number().exactOptional(),
});
export type Figure = Stored<typeof figureSchema>;

/** Attainment of one period in three figures, because each alone can flatter. */
export const attainmentSchema = z
  .object({
    /** Of the reviews finished in the period: how many in time. Blind to what is still open. */
    closedOnly: figureSchema,
    /** The same, with every review that was open and late when the period ended, however old, counted as not kept. */
    closedAndOverdue: figureSchema,
    /** Of the reviews whose due time fell into the period: how many were finished in time. */
    allDue: figureSchema,
    /** Of the reviews whose publisher was told a later date, and which finished or missed that date in the period: how many finished by it. */
    keptAfterNotice: figureSchema,
    /** Business hours from submission to result of the reviews finished in the period; the mean of the middle two for an even number. */
    medianInHours: z.number().exactOptional(),
    /** Nearest rank: nine of ten were as fast or faster. */
    p90InHours: z.number().exactOptional(),
  })
  .meta({ id: "Attainment" });
export type Attainment = Stored<typeof attainmentSchema>;

const isWithin = ({ from, to }: Period, at: Instant | undefined): at is Instant =>
  at !== undefined && from <= at && at < to;

const toFigure = (kept: number, of: number): Figure => (of === 0 ? { kept, of } : { kept, of, share: kept / of });

const isMet = ({ clock }: ReportedReview): boolean => clock.state === "met";
const isFinished = ({ clock }: ReportedReview): boolean => clock.state === "met" || clock.state === "metLate";

/** True when the due time had passed at `at` and no event had stopped the review by then, whatever became of it later. */
const wasOverdue = ({ clock }: ReportedReview, at: Instant): boolean =>
  clock.dueAt !== undefined && clock.dueAt < at && (clock.stoppedAt === undefined || clock.stoppedAt >= at);

/** True when the promise fell due within the period: a withdrawal before the due time took it away. */
const wasDue = ({ clock }: ReportedReview, period: Period): boolean =>
  isWithin(period, clock.dueAt) &&
  !(clock.state === "cancelled" && clock.stoppedAt !== undefined && clock.stoppedAt <= clock.dueAt);

/** When it is known whether the date that a publisher was told is kept: at the result, or when the date passes without one. */
const judgedAfterNoticeAt = ({ clock, expectedAt }: ReportedReview): Instant | undefined => {
  if (expectedAt === undefined || clock.stoppedAt === undefined || clock.stoppedAt > expectedAt) return expectedAt;
  return clock.state === "cancelled" ? undefined : clock.stoppedAt;
};

const isKeptAfterNotice = (review: ReportedReview): boolean =>
  isFinished(review) && judgedAfterNoticeAt(review) === review.clock.stoppedAt;

/** The `share` quantile by nearest rank, such as 0.9; `undefined` of nothing. */
export const nearestRank = (values: readonly number[], share: number): number | undefined =>
  [...values].sort((a, b) => a - b)[Math.max(0, Math.ceil(share * values.length) - 1)];

/** The middle value, or the mean of the middle two; `undefined` of nothing. */
export const median = (values: readonly number[]): number | undefined => {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  return upper === undefined || lower === undefined ? undefined : (lower + upper) / 2;
};

/**
 * Attainment of the period, seen at `now`: a period that is not over ends now. Reviews without a due time (untracked,
 * paused, or out of their calendar's reach) are in no figure.
 */
export const toAttainment = (reviews: readonly ReportedReview[], period: Period, now: Instant): Attainment => {
  const end = period.to < now ? period.to : now;
  const soFar = { from: period.from, to: end };
  const finished = reviews.filter((review) => isFinished(review) && isWithin(soFar, review.clock.stoppedAt));
  const met = finished.filter(isMet).length;
  const overdue = end <= period.from ? 0 : reviews.filter((review) => wasOverdue(review, end)).length;
  const due = reviews.filter((review) => wasDue(review, soFar));
  const told = reviews.filter((review) => isWithin(soFar, judgedAfterNoticeAt(review)));
  const hours = finished.map(({ reviewTimeInHours }) => reviewTimeInHours).filter((value) => value !== undefined);
  const medianInHours = median(hours);
  const p90InHours = nearestRank(hours, 0.9);
  return {
    closedOnly: toFigure(met, finished.length),
    closedAndOverdue: toFigure(met, finished.length + overdue),
    allDue: toFigure(due.filter(isMet).length, due.length),
    keptAfterNotice: toFigure(told.filter(isKeptAfterNotice).length, told.length),
    ...present({ medianInHours, p90InHours }),
  };
};
