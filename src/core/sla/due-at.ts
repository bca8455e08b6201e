import { NotifierError } from "../errors.ts";
import type { Instant } from "../instant.ts";
import type { BusinessCalendar } from "./business-calendar.ts";
import { type CivilDay, LAST_CIVIL_DAY, plusDays, toDate } from "./civil-day.ts";
import { checkDueTerms, closeInMinutes, type DueTerms } from "./clock-terms.ts";
import { type Pause, type PausedDays, toPausedDays } from "./pause.ts";
import type { TraceDay } from "./trace.ts";
import { zoneNamed } from "./zone.ts";

/** When a review is due, and every day on the way there. */
export interface Due {
  readonly dueAt: Instant;
  readonly dueDay: CivilDay;
  readonly days: readonly TraceDay[];
}

/** The days after the day of submission, none of them counted: a submission then counts as made on the last business day before. */
const daysBeforeStart = (calendar: BusinessCalendar, submitted: CivilDay): TraceDay[] => {
  const days: TraceDay[] = [];
  let day = submitted;
  // The calendar's first day needs no look at the year before: what lies there never moves the due day.
  while (day >= calendar.firstDay && !calendar.isBusinessDay(day)) {
    days.unshift(calendar.describe(day));
    day = plusDays(day, -1);
  }
  return days;
};

const whilePaused = (day: CivilDay, shown: TraceDay, pauses: readonly PausedDays[]): TraceDay => {
  const pause = shown.kind === "counted" && pauses.find(({ first, last }) => first <= day && day <= last);
  if (!pause) return shown;
  const paused = { date: shown.date, kind: "paused" } as const;
  return pause.reason === undefined ? paused : { ...paused, name: pause.reason };
};

/**
 * When a submission is due. Business days: the `amount`-th business day after the day of submission
 * in the zone, at close; a submission on any other day counts as made on the last business day before it. Calendar days:
 * the date plus `amount`, at close, whatever day that is. Each day that would count and is touched by a pause moves the
 * due day by one. Throws `REQUEST_INVALID` for impossible terms, `CALENDAR_RANGE` when the calendar does not reach.
 */
export const dueAt = (
  terms: DueTerms,
  calendar: BusinessCalendar,
  submittedAt: Instant,
  pauses: readonly Pause[] = [],
): Due => {
  checkDueTerms(terms);
  const zone = zoneNamed(terms.zone);
  const pausedDays = pauses.map((pause) => toPausedDays(pause, zone)).filter((days) => days !== undefined);
  const submitted = zone.dayOf(submittedAt);
  const inBusinessDays = terms.unit === "businessDays";
  if (inBusinessDays) calendar.describe(submitted);
  const days = inBusinessDays ? daysBeforeStart(calendar, submitted) : [];
  let day = submitted;
  for (let left = terms.amount; left > 0; ) {
    day = plusDays(day, 1);
    if (day > LAST_CIVIL_DAY) throw new NotifierError("CALENDAR_RANGE", "The due day lies after the year 9999.");
    const plain: TraceDay = inBusinessDays ? calendar.describe(day) : { date: toDate(day), kind: "counted" };
    const shown = pausedDays.length > 0 ? whilePaused(day, plain, pausedDays) : plain;
    days.push(shown);
    if (shown.kind === "counted") left -= 1;
  }
  return { dueAt: zone.instantAt(day, closeInMinutes(terms.close)), dueDay: day, days };
};
