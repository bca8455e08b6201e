import { type CalendarFile, toBusinessCalendar } from "../../src/core/sla/business-calendar.ts";
import type { CalendarCatalogue } from "../../src/core/sla/calendar-catalogue.ts";
import { civilDay, plusDays, toDate } from "../../src/core/sla/civil-day.ts";

/** How one calendar would change. */
export interface CalendarChange {
  readonly code: string;
  readonly from: string;
  readonly to: string;
  /** Dates with their kind, such as `2026-07-03 holiday Independence Day`, `-` as it was and `+` as it would be. */
  readonly dates: readonly string[];
}

const currentOf = (code: string, committed: CalendarCatalogue) =>
  committed.codes.includes(code) ? committed.current(code) : undefined;

const line = ({ date, kind, name }: { date: string; kind: string; name?: string }): string =>
  [date, kind, ...(name === undefined ? [] : [name])].join(" ");

/** What a new build would change against the committed calendars. */
export const compareCalendars = (made: readonly CalendarFile[], committed: CalendarCatalogue): CalendarChange[] => {
  const changes: CalendarChange[] = [];
  for (const file of made) {
    const next = toBusinessCalendar(file);
    const now = currentOf(file.code, committed);
    if (now?.reference === next.reference) continue;
    const dates: string[] = [];
    const marks = [...file.holidays, ...(file.workingDays ?? [])].map(({ date }) => civilDay(date));
    const first = Math.min(...marks, next.firstDay, now?.firstDay ?? next.firstDay);
    const last = Math.max(...marks, next.lastDay, now?.lastDay ?? next.lastDay);
    for (let day = plusDays(civilDay("1970-01-01"), first); day <= last; day = plusDays(day, 1)) {
      const before =
        now && day >= now.firstDay && day <= now.lastDay ? line(now.describe(day)) : `${toDate(day)} unknown`;
      const after = day >= next.firstDay && day <= next.lastDay ? line(next.describe(day)) : `${toDate(day)} unknown`;
      if (now && before !== after) dates.push(`- ${before}`, `+ ${after}`);
    }
    changes.push({ code: file.code, from: now?.reference ?? "none", to: next.reference, dates });
  }
  const madeCodes = new Set(made.map(({ code }) => code));
  for (const code of committed.codes.filter((known) => !madeCodes.has(known))) {
    changes.push({ code, from: committed.current(code).reference, to: "none", dates: [] });
  }
  return changes;
};
