import { readFileSync } from "node:fs";
import Holidays from "date-holidays";
import { calendarVersion } from "../../src/adapters/calendars/calendar-version.ts";
import type { CalendarFile } from "../../src/core/sla/business-calendar.ts";
import type { Overrides } from "./overrides.ts";

const FIRST_YEAR = 2020;
const LAST_YEAR = 2032;

/** Where the library looks for each code. */
const REGIONS = {
  AU: ["AU"],
  CA: ["CA"],
  DE: ["DE"],
  FR: ["FR"],
  GB: ["GB", "ENG"],
  IE: ["IE"],
  IN: ["IN"],
  JP: ["JP"],
  US: ["US"],
} as const;

/** Codes whose moon-dependent holidays the library does not know. */
const INCOMPLETE: readonly string[] = ["IN"];

type Code = keyof typeof REGIONS;
type NamedDay = CalendarFile["holidays"][number];

const libraryVersion = (): string => {
  const path = new URL("../../node_modules/date-holidays/package.json", import.meta.url);
  return (JSON.parse(readFileSync(path, "utf8")) as { version: string }).version;
};

const MIDNIGHT = " 00:00:00";

const isClosed = ({ type, substitute, date }: { type: string; substitute?: boolean; date: string }): boolean =>
  date.endsWith(MIDNIGHT) && (type === "public" || (type === "bank" && substitute === true));

const libraryDays = (code: Code): NamedDay[] => {
  const [country, state] = REGIONS[code] as readonly [string, string?];
  const library = state === undefined ? new Holidays(country) : new Holidays(country, state);
  const days: NamedDay[] = [];
  for (let year = FIRST_YEAR; year <= LAST_YEAR; year += 1) {
    // The date text is civil; the instants beside it depend on zones.
    const closed = library.getHolidays(year, "en").filter(isClosed);
    days.push(...closed.map(({ date, name }) => ({ date: date.slice(0, -MIDNIGHT.length), name })));
  }
  return days;
};

const sorted = (days: readonly NamedDay[]): NamedDay[] => {
  const names = new Map<string, string>();
  for (const { date, name } of days) {
    const known = names.get(date);
    names.set(date, known === undefined || known === name ? name : `${known}, ${name}`);
  }
  return [...names].map(([date, name]) => ({ date, name })).sort((a, b) => (a.date < b.date ? -1 : 1));
};

const plain = ({ date, name }: NamedDay): NamedDay => ({ date, name });

const sourceOf = (code: Code, hasOwn: boolean): string => {
  const region = REGIONS[code].join("-");
  const own = hasOwn ? "; with own days from overrides.json" : "";
  return `date-holidays ${libraryVersion()}, ${region} (https://github.com/commenthol/date-holidays); data under CC BY-SA 3.0, attributions in NOTICE.txt${own}`;
};

const withVersion = (days: Omit<CalendarFile, "version">): CalendarFile => {
  const { code, ...rest } = days;
  return { code, version: calendarVersion(days), ...rest };
};

const weekendsOnly = (): CalendarFile =>
  withVersion({
    code: "NONE",
    from: "0001-01-01",
    to: "9999-12-31",
    incomplete: false,
    source: "Saturdays and Sundays alone",
    holidays: [],
  });

const makeCalendar = (code: Code, own: Overrides[string] = {}): CalendarFile => {
  const { closures = [], workingDays = [] } = own;
  return withVersion({
    code,
    from: `${FIRST_YEAR}-01-01`,
    to: `${LAST_YEAR}-12-31`,
    incomplete: INCOMPLETE.includes(code),
    source: sourceOf(code, closures.length + workingDays.length > 0),
    holidays: sorted([...libraryDays(code), ...closures.map(plain)]),
    ...(workingDays.length > 0 ? { workingDays: sorted(workingDays.map(plain)) } : {}),
  });
};

/** Every calendar, made anew from the library and our own days; throws when own days name a code that is not made. */
export const makeCalendars = (overrides: Overrides): CalendarFile[] => {
  const codes = Object.keys(REGIONS) as Code[];
  const stray = Object.keys(overrides).filter((code) => !(codes as string[]).includes(code));
  if (stray.length > 0) throw new Error(`overrides.json names calendars that are not made: ${stray.join(", ")}`);
  return [...codes.map((code) => makeCalendar(code, overrides[code])), weekendsOnly()];
};
