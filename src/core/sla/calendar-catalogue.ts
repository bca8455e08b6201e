import * as z from "zod";
import type { Instant } from "../instant.ts";
import { plusMs } from "../instant.ts";
import type { Stored } from "../stored.ts";
import type { BusinessCalendar } from "./business-calendar.ts";
import { toDate } from "./civil-day.ts";

/** Every calendar that is installed, old versions among them. */
export interface CalendarCatalogue {
  /** Codes that have a current version, in alphabetical order. */
  readonly codes: readonly string[];
  /** The version with this reference (`US@0123456789ab`); throws `NotifierError("CALENDAR_UNKNOWN")`. */
  get(reference: string): BusinessCalendar;
  /** The version that new clocks of this code start with; throws `NotifierError("CALENDAR_UNKNOWN")`. */
  current(code: string): BusinessCalendar;
}

/** How far a current calendar reaches, for health. */
export const calendarHorizonSchema = z.object({
  calendar: z.string(),
  /** Last date it knows. */
  to: z.string(),
  /** True when fewer than 12 months are left. */
  isShort: z.boolean(),
  /** True when holidays are known to be missing. */
  incomplete: z.boolean(),
});
export type CalendarHorizon = Stored<typeof calendarHorizonSchema>;

const TWELVE_MONTHS_IN_MS = 366 * 86_400_000;

/** How far each current calendar reaches, seen from `now`. */
export const calendarHorizons = (catalogue: CalendarCatalogue, now: Instant): CalendarHorizon[] => {
  const nextYear = plusMs(now, TWELVE_MONTHS_IN_MS).slice(0, 10);
  return catalogue.codes.map((code) => {
    const { reference, lastDay, incomplete } = catalogue.current(code);
    const to = toDate(lastDay);
    return { calendar: reference, to, isShort: to < nextYear, incomplete };
  });
};
