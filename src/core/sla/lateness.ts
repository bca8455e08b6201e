import type { Instant } from "../instant.ts";
import type { BusinessCalendar } from "./business-calendar.ts";
import { plusDays } from "./civil-day.ts";
import { closeInMinutes, type DueTerms } from "./clock-terms.ts";
import { zoneNamed } from "./zone.ts";

/**
 * Business days begun since the due time: 0 up to and at it, 1 from then to the close of the next business day, and so
 * on. Throws `NotifierError("CALENDAR_RANGE")` when the calendar does not reach `now`.
 */
export const lateInBusinessDays = (
  terms: DueTerms,
  calendar: BusinessCalendar,
  dueAt: Instant,
  now: Instant,
): number => {
  if (now <= dueAt) return 0;
  const zone = zoneNamed(terms.zone);
  const close = closeInMinutes(terms.close);
  let begun = 1;
  for (let day = plusDays(zone.dayOf(dueAt), 1); zone.instantAt(day, close) < now; day = plusDays(day, 1)) {
    if (calendar.isBusinessDay(day)) begun += 1;
  }
  return begun;
};
