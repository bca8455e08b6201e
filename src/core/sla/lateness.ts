import type { Instant } from "../instant.ts";
import type { BusinessCalendar } from "./business-calendar.ts";
import { plusDays } from "./civil-day.ts";
import { closeInMinutes, type DueTerms } from "./clock-terms.ts";
import { zoneNamed } from "./zone.ts";

/**
 * Full business days since the due time: the Nth has passed at close of the Nth business day after the due day, so a review
 * is late by 0 until the next business day has closed. Throws `NotifierError("CALENDAR_RANGE")` when the calendar does not
 * reach `now`.
 */
export const lateInBusinessDays = (
  terms: DueTerms,
  calendar: BusinessCalendar,
  dueAt: Instant,
  now: Instant,
): number => {
  const zone = zoneNamed(terms.zone);
  const close = closeInMinutes(terms.close);
  let passed = 0;
  for (let day = plusDays(zone.dayOf(dueAt), 1); zone.instantAt(day, close) <= now; day = plusDays(day, 1)) {
    if (calendar.isBusinessDay(day)) passed += 1;
  }
  return passed;
};
