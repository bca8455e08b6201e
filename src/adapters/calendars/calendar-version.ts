import { createHash } from "node:crypto";
import type { CalendarFile } from "../../core/sla/business-calendar.ts";

type Days = Omit<CalendarFile, "version" | "source">;

const pairs = (days: readonly { date: string; name: string }[] = []): string[][] =>
  days.map(({ date, name }) => [date, name]);

/** The version of a calendar: a hash of what decides its answers, not of where they come from. */
export const calendarVersion = ({ code, from, to, incomplete, holidays, workingDays }: Days): string =>
  createHash("sha256")
    .update(JSON.stringify([code, from, to, incomplete, pairs(holidays), pairs(workingDays)]))
    .digest("hex")
    .slice(0, 12);
