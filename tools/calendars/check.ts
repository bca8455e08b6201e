import { type BusinessCalendar, type CalendarFile, toBusinessCalendar } from "../../src/core/sla/business-calendar.ts";
import type { CalendarCatalogue } from "../../src/core/sla/calendar-catalogue.ts";
import { type CivilDay, plusDays, toDate } from "../../src/core/sla/civil-day.ts";

/** How one calendar would change. */
export interface CalendarChange {
  readonly code: string;
  readonly from: string;
  readonly to: string;
  /**
   * Dates with their kind, such as `2026-07-03 holiday Independence Day`, `-` as it was and `+` as it would be; first the stretches that
   * only one of them knows, such as `+ 2033-01-01 to 2036-12-31`.
   */
  readonly dates: readonly string[];
}

const currentOf = (code: string, committed: CalendarCatalogue) =>
  committed.codes.includes(code) ? committed.current(code) : undefined;

const line = ({ date, kind, name }: { date: string; kind: string; name?: string }): string =>
  [date, kind, ...(name === undefined ? [] : [name])].join(" ");

/** The days that one knows and the other does not. */
const stretches = (one: BusinessCalendar, other: BusinessCalendar): string[] =>
  [
    { from: one.firstDay, to: Math.min(one.lastDay, other.firstDay - 1) as CivilDay },
    { from: Math.max(one.firstDay, other.lastDay + 1) as CivilDay, to: one.lastDay },
  ]
    .filter(({ from, to }) => from <= to)
    .map(({ from, to }) => `${toDate(from)} to ${toDate(to)}`);

const changedDays = (now: BusinessCalendar, next: BusinessCalendar): string[] => {
  const dates: string[] = [];
  const last = Math.min(now.lastDay, next.lastDay);
  for (let day = Math.max(now.firstDay, next.firstDay) as CivilDay; day <= last; day = plusDays(day, 1)) {
    const [before, after] = [line(now.describe(day)), line(next.describe(day))];
    if (before !== after) dates.push(`- ${before}`, `+ ${after}`);
  }
  return dates;
};

const changes = (now: BusinessCalendar, next: BusinessCalendar): string[] => [
  ...stretches(now, next).map((stretch) => `- ${stretch}`),
  ...stretches(next, now).map((stretch) => `+ ${stretch}`),
  ...changedDays(now, next),
];

/** What a new build would change against the committed calendars. */
export const compareCalendars = (made: readonly CalendarFile[], committed: CalendarCatalogue): CalendarChange[] => {
  const changed = made.flatMap((file): CalendarChange[] => {
    const next = toBusinessCalendar(file);
    const now = currentOf(file.code, committed);
    if (now?.reference === next.reference) return [];
    const { code } = file;
    return [
      { code, from: now?.reference ?? "none", to: next.reference, dates: now === undefined ? [] : changes(now, next) },
    ];
  });
  const madeCodes = new Set(made.map(({ code }) => code));
  const gone = committed.codes.filter((code) => !madeCodes.has(code));
  return [
    ...changed,
    ...gone.map((code) => ({ code, from: committed.current(code).reference, to: "none", dates: [] })),
  ];
};
