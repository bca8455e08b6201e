import { Temporal } from "temporal-polyfill";
import type { Instant } from "./instant.ts";

/** The ISO week of an instant in UTC, with the year that the week belongs to: `2026-W47`. */
export const isoWeekOf = (at: Instant): string => {
  const { yearOfWeek, weekOfYear } = Temporal.PlainDate.from(at.slice(0, 10));
  return `${yearOfWeek}-W${String(weekOfYear).padStart(2, "0")}`;
};
