import { hasCode } from "../errors.ts";
import type { Instant } from "../instant.ts";
import { closesAhead } from "./acknowledgement.ts";
import { businessHoursLeft } from "./business-hours.ts";
import type { CalendarCatalogue } from "./calendar-catalogue.ts";
import { type DayStrip, toDayStrip } from "./day-strip.ts";
import { isOpen } from "./review-clock.ts";
import type { ReviewRecord } from "./review-record.ts";

/** How a clock's days lie, seen from now. */
export interface ClockOutlook {
  /** Empty for a clock without terms. */
  readonly strip: DayStrip;
  /** Until when the review can be taken on: the close of each of the next business days. */
  readonly closesAhead: readonly Instant[];
  /** Business hours to the due time, negative for those since; absent without a due time, and once the clock has stopped. */
  readonly leftInBusinessHours?: number;
}

/** The outlook of a review. A calendar that is not installed, or does not reach, takes it away and nothing else. */
export const clockOutlook = (
  calendars: CalendarCatalogue,
  { clock, terms }: Pick<ReviewRecord, "clock" | "terms">,
  now: Instant,
): ClockOutlook => {
  const none = { strip: { days: [], leftOut: 0 }, closesAhead: [] };
  if (terms === undefined) return none;
  try {
    const calendar = calendars.get(terms.calendar);
    const { dueAt } = clock;
    return {
      strip: toDayStrip(clock, terms, calendar, now),
      closesAhead: isOpen(clock) ? closesAhead(terms, calendar, now) : [],
      ...(dueAt === undefined || !isOpen(clock)
        ? {}
        : { leftInBusinessHours: businessHoursLeft(terms, calendar, now, dueAt) }),
    };
  } catch (error) {
    if (hasCode(error, "CALENDAR_RANGE") || hasCode(error, "CALENDAR_UNKNOWN")) return none;
    throw error;
  }
};
