import { join } from "node:path";
import { loadCalendars } from "../../../src/adapters/calendars/load-calendars.ts";
import type { ClockTerms } from "../../../src/core/sla/clock-terms.ts";

/** The committed calendars. */
export const calendars = loadCalendars(join(import.meta.dirname, "../../../calendars"));

/** Three business days in Los Angeles, with a warning at 09:00 a day before and five reminders at 09:00, a day apart. */
export const threeDays: ClockTerms = {
  calendar: calendars.current("US").reference,
  zone: "America/Los_Angeles",
  close: "17:00",
  unit: "businessDays",
  amount: 3,
  articleVersion: "a1",
  digestAt: "09:00",
  warnBusinessDays: 1,
  remindBusinessDays: 1,
  maxReminders: 5,
};

/** The rules of `threeDays`. */
export const rules = { terms: threeDays, calendar: calendars.current("US") };
