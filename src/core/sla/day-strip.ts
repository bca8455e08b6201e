import { NotifierError } from "../errors.ts";
import type { Instant } from "../instant.ts";
import type { BusinessCalendar } from "./business-calendar.ts";
import { type CivilDay, civilDay, plusDays } from "./civil-day.ts";
import type { DueTerms } from "./clock-terms.ts";
import { isOpen, type ReviewClock } from "./review-clock.ts";
import type { TraceDay } from "./trace.ts";
import { zoneNamed } from "./zone.ts";

/** One day of a clock as people look at it: from the submission to the due day, and on to today where that is later. */
export interface StripDay {
  /** `YYYY-MM-DD` in the clock's zone. */
  readonly date: string;
  /** As in the trace; `late` is a business day after the due day, `start` the day of submission where it does not count. */
  readonly kind: TraceDay["kind"] | "start" | "late";
  /** Name of the holiday, or the reason of the pause. */
  readonly name?: string;
  /** Which one it is of those that count, or of those since the due day. */
  readonly n?: number;
  readonly isSubmission: boolean;
  readonly isDue: boolean;
  readonly isToday: boolean;
}

/** A strip with what was left out of a long one. */
export interface DayStrip {
  readonly days: readonly StripDay[];
  /** How many days lie between the last but `TAIL` ones and those before; 0 where none is left out. */
  readonly leftOut: number;
}

/** A longer strip shows its beginning, up to some days after the due day, and its last days. */
const LONGEST = 70;
/** How many of the last days are shown of a long strip. */
export const TAIL = 7;

/** The days of a clock at `now`. None for a clock without a submission or terms; a calendar that does not reach ends it early. */
export const toDayStrip = (clock: ReviewClock, terms: DueTerms, calendar: BusinessCalendar, now: Instant): DayStrip => {
  const { submittedAt, dueAt, stoppedAt, pausedAt } = clock;
  if (submittedAt === undefined) return { days: [], leftOut: 0 };
  const zone = zoneNamed(terms.zone);
  const [submitted, today] = [zone.dateOf(submittedAt), zone.dateOf(now)];
  const due = dueAt === undefined ? undefined : zone.dateOf(dueAt);
  const known = clock.days.some(({ date }) => date <= submitted) ? clock.days : [START(submitted), ...clock.days];
  const last = civilDay(known.at(-1)?.date ?? submitted);
  const end = zone.dayOf(isOpen(clock) || stoppedAt === undefined ? now : stoppedAt);
  const later = daysAfter(calendar, last, end).map((day) => afterwards(day, pausedAt !== undefined));
  const counts = new Map<string, number>();
  const days = [...known, ...later].map((day): StripDay => {
    const n = day.kind === "counted" || day.kind === "late" ? (counts.get(day.kind) ?? 0) + 1 : undefined;
    if (n !== undefined) counts.set(day.kind, n);
    const marks = { isSubmission: day.date === submitted, isDue: day.date === due, isToday: day.date === today };
    return { ...day, ...(n === undefined ? {} : { n }), ...marks };
  });
  const leftOut = Math.max(0, days.length - LONGEST);
  return leftOut === 0
    ? { days, leftOut }
    : { days: [...days.slice(0, LONGEST - TAIL), ...days.slice(-TAIL)], leftOut };
};

type PlainDay = Pick<StripDay, "date" | "kind" | "name">;

const START = (date: string): PlainDay => ({ date, kind: "start" });

const afterwards = (day: TraceDay, isPaused: boolean): PlainDay => {
  if (isPaused) return { date: day.date, kind: "paused" };
  return day.kind === "counted" ? { date: day.date, kind: "late" } : day;
};

const daysAfter = (calendar: BusinessCalendar, last: CivilDay, end: CivilDay): TraceDay[] => {
  const days: TraceDay[] = [];
  try {
    for (let day = plusDays(last, 1); day <= end; day = plusDays(day, 1)) days.push(calendar.describe(day));
  } catch (error) {
    if (!(error instanceof NotifierError)) throw error;
  }
  return days;
};
