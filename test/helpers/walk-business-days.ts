import type { BusinessCalendar } from "../../src/core/sla/business-calendar.ts";
import { type CivilDay, plusDays } from "../../src/core/sla/civil-day.ts";

/** The `count`-th business day before `day`. */
export const subtractBusinessDays = (calendar: BusinessCalendar, day: CivilDay, count: number): CivilDay => {
  let at = day;
  for (let left = count; left > 0; ) {
    at = plusDays(at, -1);
    if (calendar.isBusinessDay(at)) left -= 1;
  }
  return at;
};

/** How many business days lie after `from`, up to and including `to`; 0 when `to` is not later. */
export const businessDaysBetween = (calendar: BusinessCalendar, from: CivilDay, to: CivilDay): number => {
  let count = 0;
  for (let day = plusDays(from, 1); day <= to; day = plusDays(day, 1)) if (calendar.isBusinessDay(day)) count += 1;
  return count;
};
