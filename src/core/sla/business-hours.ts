import { type Instant, toEpochMs } from "../instant.ts";
import type { BusinessCalendar } from "./business-calendar.ts";
import { plusDays } from "./civil-day.ts";
import { closeInMinutes, type DueTerms } from "./clock-terms.ts";
import type { Pause } from "./pause.ts";
import { zoneNamed } from "./zone.ts";

/** A business day is as long as this and ends at close of business. */
export const HOURS_A_BUSINESS_DAY = 8;

const MS_PER_HOUR = 3_600_000;

/** Business hours from `now` to the due time; negative for those since. Throws `NotifierError("CALENDAR_RANGE")`. */
export const businessHoursLeft = (
  terms: Pick<DueTerms, "zone" | "close">,
  calendar: BusinessCalendar,
  now: Instant,
  dueAt: Instant,
): number =>
  dueAt > now ? businessHoursBetween(terms, calendar, now, dueAt) : -businessHoursBetween(terms, calendar, dueAt, now);

/**
 * Business hours from `from` to `to`, less those of the pauses (which do not overlap): the time that falls into the eight
 * hours before close of each business day. 0 when `to` is not later. Throws `NotifierError("CALENDAR_RANGE")`.
 */
export const businessHoursBetween = (
  terms: Pick<DueTerms, "zone" | "close">,
  calendar: BusinessCalendar,
  from: Instant,
  to: Instant,
  pauses: readonly Pause[] = [],
): number => {
  const zone = zoneNamed(terms.zone);
  const close = closeInMinutes(terms.close);
  const worked = (start: Instant, end: Instant): number => {
    if (end <= start) return 0;
    let ms = 0;
    // One day more on either side: with an early close the eight hours begin on the day before.
    const last = plusDays(zone.dayOf(end), 1);
    for (let day = zone.dayOf(start); day <= last; day = plusDays(day, 1)) {
      const closesAt = toEpochMs(zone.instantAt(day, close));
      const opensAt = closesAt - HOURS_A_BUSINESS_DAY * MS_PER_HOUR;
      const overlap = Math.min(closesAt, toEpochMs(end)) - Math.max(opensAt, toEpochMs(start));
      if (overlap > 0 && calendar.isBusinessDay(day)) ms += overlap;
    }
    return ms;
  };
  const later = (a: Instant, b: Instant): Instant => (a > b ? a : b);
  const sooner = (a: Instant, b: Instant): Instant => (a < b ? a : b);
  const paused = pauses.reduce((sum, pause) => sum + worked(later(pause.from, from), sooner(pause.to, to)), 0);
  return (worked(from, to) - paused) / MS_PER_HOUR;
};
