import * as z from "zod";
import { type Instant, msBetween, plusMs } from "../instant.ts";
import type { Stored } from "../stored.ts";
import { storedInstant } from "../stored-instant.ts";
import type { BusinessCalendar } from "./business-calendar.ts";
import { type CivilDay, plusDays, toDate } from "./civil-day.ts";
import { closeInMinutes } from "./clock-terms.ts";
import { orderOfWork } from "./order-of-work.ts";
import type { ClockState } from "./review-clock.ts";
import { learnPace } from "./review-pace.ts";
import { zoneNamed } from "./zone.ts";

/** What a forecast needs to know of one review. */
export interface ForecastReview {
  readonly submissionId: string;
  readonly offerName: string;
  readonly offerType: string;
  readonly state: ClockState;
  readonly submittedAt?: Instant;
  readonly dueAt?: Instant;
  readonly stoppedAt?: Instant;
}

/** The days that a forecast counts by. */
export interface ForecastTerms {
  readonly calendar: BusinessCalendar;
  readonly zone: string;
  /** Close of business, `HH:MM`. */
  readonly close: string;
}

/** How many of the reviews that are open now will be open and late at close of business of a day. Eight of ten times the number lies from `low` to `high`. */
export const lateByDaySchema = z.object({
  date: z.string().meta({ format: "date" }),
  late: z.number(),
  low: z.number(),
  high: z.number(),
});
export type LateByDay = Stored<typeof lateByDaySchema>;

/** One open review in the order of work. */
export const workItemSchema = z.object({
  submissionId: z.string(),
  offerName: z.string(),
  offerType: z.string(),
  dueAt: storedInstant,
  /** False when it is late, or no order at the pace of the last weeks keeps it without breaking another. */
  canBeKept: z.boolean(),
});
export type WorkItem = Stored<typeof workItemSchema>;

/** Forecasts of the past against what came, so many business days ahead; errors are mean absolute ones, in reviews. */
export const calibrationOfDaySchema = z.object({
  ahead: z.number(),
  forecasts: z.number(),
  meanForecast: z.number(),
  meanActual: z.number(),
  error: z.number(),
  /** Had one said that what is late stays as it is. */
  errorOfNoChange: z.number(),
  /** Had one said that nothing is finished any more. */
  errorOfNoWork: z.number(),
});
export type CalibrationOfDay = Stored<typeof calibrationOfDaySchema>;

/** One figure of a forecast that was made and kept, against what came. */
export const comparedForecastSchema = lateByDaySchema.extend({
  madeAt: storedInstant,
  ahead: z.number(),
  actual: z.number(),
});
export type ComparedForecast = Stored<typeof comparedForecastSchema>;

const HISTORY_IN_DAYS = 182;
const THROUGHPUT_IN_BUSINESS_DAYS = 20;
const DAY_IN_MS = 86_400_000;
/** Of a normal distribution: eight of ten lie within. */
const EIGHT_OF_TEN = 1.2816;

interface Days {
  dayOf(at: Instant): CivilDay;
  closeOf(day: CivilDay): Instant;
  isBusinessDay(day: CivilDay): boolean;
  /** Business days after `from` up to `to`. */
  between(from: CivilDay, to: CivilDay): number;
  /** The `count` business days whose close comes after `now`. */
  ahead(now: Instant, count: number): CivilDay[];
  /** The `count` business days whose close is not after `now`, the last first. */
  behind(now: Instant, count: number): CivilDay[];
}

/** Counts of business days by sums from the first day asked for, since a forecast asks for the same days again and again. */
const makeDays = ({ calendar, zone, close }: ForecastTerms): Days => {
  const { dayOf, instantAt } = zoneNamed(zone);
  const closeAt = closeInMinutes(close);
  const closeOf = (day: CivilDay): Instant => instantAt(day, closeAt);
  const known = (day: CivilDay): boolean => day >= calendar.firstDay && day <= calendar.lastDay;
  const isBusinessDay = (day: CivilDay): boolean => known(day) && calendar.isBusinessDay(day);
  const sums = new Map<CivilDay, number>();
  let last = calendar.firstDay;
  let total = 0;
  const upTo = (day: CivilDay): number => {
    if (day < calendar.firstDay) return 0;
    for (; last <= day && last <= calendar.lastDay; last = plusDays(last, 1)) {
      if (calendar.isBusinessDay(last)) total += 1;
      sums.set(last, total);
    }
    return sums.get(day) ?? total;
  };
  const walk = (from: CivilDay, step: 1 | -1, count: number, isIn: (day: CivilDay) => boolean): CivilDay[] => {
    const found: CivilDay[] = [];
    for (let day = from; found.length < count && known(day); day = plusDays(day, step)) {
      if (isBusinessDay(day) && isIn(day)) found.push(day);
    }
    return found;
  };
  return {
    dayOf,
    closeOf,
    isBusinessDay,
    between: (from, to) => Math.max(0, upTo(to) - upTo(from)),
    ahead: (now, count) => walk(dayOf(now), 1, count, (day) => closeOf(day) > now),
    behind: (now, count) => walk(dayOf(now), -1, count, (day) => closeOf(day) <= now),
  };
};

/** Open at `now` with a promise: what waits for the publisher, and what nobody promised, is in no figure. */
const isOpenAt =
  (now: Instant) =>
  (review: ForecastReview): review is ForecastReview & { readonly submittedAt: Instant; readonly dueAt: Instant } =>
    review.state !== "paused" &&
    review.dueAt !== undefined &&
    review.submittedAt !== undefined &&
    review.submittedAt <= now &&
    (review.stoppedAt === undefined || review.stoppedAt > now);

const paceAt = (reviews: readonly ForecastReview[], days: Days, now: Instant) => {
  const since = plusMs(now, -HISTORY_IN_DAYS * DAY_IN_MS);
  return learnPace(
    reviews.flatMap(({ submittedAt, stoppedAt, offerType, state }) => {
      if (state === "paused" || submittedAt === undefined || submittedAt > now || submittedAt < since) return [];
      const hasEnded = stoppedAt !== undefined && stoppedAt <= now;
      const age = days.between(days.dayOf(submittedAt), days.dayOf(hasEnded ? stoppedAt : now));
      return [{ offerType, age, hasEnded }];
    }),
  );
};

const lateAhead = (
  reviews: readonly ForecastReview[],
  days: Days,
  now: Instant,
  targets: readonly CivilDay[],
): LateByDay[] => {
  const pace = paceAt(reviews, days, now);
  const today = days.dayOf(now);
  const close = days.closeOf(today);
  const shareOfToday = Math.min(1, Math.max(0, msBetween(now, close) / DAY_IN_MS));
  const means = targets.map(() => 0);
  const variances = targets.map(() => 0);
  for (const { offerType, submittedAt, dueAt } of reviews.filter(isOpenAt(now))) {
    const ageToday = days.between(days.dayOf(submittedAt), today);
    let stays = days.isBusinessDay(today) ? (1 - pace(offerType, ageToday)) ** shareOfToday : 1;
    let reached = ageToday;
    targets.forEach((target, index) => {
      const age = ageToday + days.between(today, target);
      for (; reached < age; reached += 1) stays *= 1 - pace(offerType, reached + 1);
      if (dueAt > days.closeOf(target)) return;
      means[index] = (means[index] ?? 0) + stays;
      variances[index] = (variances[index] ?? 0) + stays * (1 - stays);
    });
  }
  return targets.map((target, index) => {
    const late = means[index] ?? 0;
    const margin = EIGHT_OF_TEN * Math.sqrt(variances[index] ?? 0);
    const round = (value: number): number => Math.round(Math.max(0, value) * 10) / 10;
    return { date: toDate(target), late: round(late), low: round(late - margin), high: round(late + margin) };
  });
};

/** How many of the reviews that are open at `now` will be late at close of each of the next business days. Reviews yet to come are not in it. */
export const forecastLate = (
  reviews: readonly ForecastReview[],
  terms: ForecastTerms,
  now: Instant,
  count: number,
): LateByDay[] => {
  const days = makeDays(terms);
  return lateAhead(reviews, days, now, days.ahead(now, count));
};

/** Reviews that ended a business day, by offer type, over the last 20 business days. */
export const throughputByType = (
  reviews: readonly ForecastReview[],
  terms: ForecastTerms,
  now: Instant,
): Map<string, number> => {
  const days = makeDays(terms);
  const first = days.behind(now, THROUGHPUT_IN_BUSINESS_DAYS + 1).at(-1);
  const since = first === undefined ? now : days.closeOf(first);
  const found = new Map<string, number>();
  for (const { offerType, stoppedAt } of reviews) {
    if (stoppedAt === undefined || stoppedAt <= since || stoppedAt > now) continue;
    found.set(offerType, (found.get(offerType) ?? 0) + 1 / THROUGHPUT_IN_BUSINESS_DAYS);
  }
  return found;
};

/**
 * The open reviews in the order of work that keeps most promises: each offer type is a line of its own that finishes as many a
 * business day as in the last weeks. First those that can be kept, by due time; then the others, the longest late first.
 */
export const planWork = (reviews: readonly ForecastReview[], terms: ForecastTerms, now: Instant): WorkItem[] => {
  const days = makeDays(terms);
  const today = days.dayOf(now);
  const leftOfToday = days.isBusinessDay(today) && now < days.closeOf(today) ? 1 : 0;
  const throughput = throughputByType(reviews, terms, now);
  const open = reviews.filter(isOpenAt(now));
  const lines = new Map<string, { id: string; takes: number; dueIn: number }[]>();
  for (const { submissionId, offerType, dueAt } of open) {
    const dueIn = dueAt <= now ? 0 : days.between(today, days.dayOf(dueAt)) + leftOfToday;
    const perDay = throughput.get(offerType) ?? 0;
    const line = lines.get(offerType) ?? [];
    line.push({ id: submissionId, takes: perDay === 0 ? Number.MAX_SAFE_INTEGER : 1 / perDay, dueIn });
    lines.set(offerType, line);
  }
  const kept = new Set([...lines.values()].flatMap((line) => orderOfWork(line).kept.map(({ id }) => id)));
  return open
    .map(({ submissionId, offerName, offerType, dueAt }) => ({
      submissionId,
      offerName,
      offerType,
      dueAt,
      canBeKept: kept.has(submissionId),
    }))
    .sort((a, b) => {
      if (a.canBeKept !== b.canBeKept) return a.canBeKept ? -1 : 1;
      if (a.dueAt !== b.dueAt) return a.dueAt < b.dueAt ? -1 : 1;
      return a.submissionId < b.submissionId ? -1 : 1;
    });
};

/** What forecasts made at close of each of the last 20 business days would have said, knowing only what was known then, against what came. */
export const calibrateForecast = (
  reviews: readonly ForecastReview[],
  terms: ForecastTerms,
  now: Instant,
  count: number,
): CalibrationOfDay[] => {
  const days = makeDays(terms);
  const made = days.behind(now, THROUGHPUT_IN_BUSINESS_DAYS).flatMap((day) => {
    const asOf = days.closeOf(day);
    const targets = days.ahead(asOf, count).filter((target) => days.closeOf(target) <= now);
    const open = reviews.filter(isOpenAt(asOf));
    if (open.length === 0) return [];
    const isLateAt = (at: Instant) => open.filter(({ dueAt }) => dueAt <= at);
    return lateAhead(reviews, days, asOf, targets).map(({ late }, index) => {
      const at = days.closeOf(targets[index] ?? day);
      const dueBy = isLateAt(at);
      return {
        ahead: index + 1,
        late,
        actual: dueBy.filter(({ stoppedAt }) => stoppedAt === undefined || stoppedAt > at).length,
        noChange: isLateAt(asOf).length,
        noWork: dueBy.length,
      };
    });
  });
  return Array.from({ length: count }, (_, index) => index + 1).flatMap((ahead) => {
    const found = made.filter((one) => one.ahead === ahead);
    if (found.length === 0) return [];
    const mean = (of: (one: (typeof found)[number]) => number): number =>
      Math.round((found.reduce((all, one) => all + of(one), 0) / found.length) * 100) / 100;
    return [
      {
        ahead,
        forecasts: found.length,
        meanForecast: mean(({ late }) => late),
        meanActual: mean(({ actual }) => actual),
        error: mean(({ late, actual }) => Math.abs(late - actual)),
        errorOfNoChange: mean(({ noChange, actual }) => Math.abs(noChange - actual)),
        errorOfNoWork: mean(({ noWork, actual }) => Math.abs(noWork - actual)),
      },
    ];
  });
};

/** What forecasts that were made and kept said of days that have closed by now, oldest first, against what came of the reviews that were open then. */
export const compareForecasts = (
  kept: readonly { readonly asOf: Instant; readonly days: readonly LateByDay[] }[],
  reviews: readonly ForecastReview[],
  terms: ForecastTerms,
  now: Instant,
): ComparedForecast[] => {
  const days = makeDays(terms);
  return kept.flatMap(({ asOf, days: forecast }) => {
    const open = reviews.filter(isOpenAt(asOf));
    return days.ahead(asOf, forecast.length).flatMap((target, index) => {
      const at = days.closeOf(target);
      const said = forecast[index];
      if (said === undefined || at > now) return [];
      const isLateThen = ({ dueAt, stoppedAt }: (typeof open)[number]): boolean =>
        dueAt <= at && (stoppedAt === undefined || stoppedAt > at);
      return [{ ...said, madeAt: asOf, ahead: index + 1, actual: open.filter(isLateThen).length }];
    });
  });
};
