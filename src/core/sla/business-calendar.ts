import * as z from "zod";
import { NotifierError } from "../errors.ts";
import { type CivilDay, civilDay, isWeekend, parseCivilDay, plusDays, toDate } from "./civil-day.ts";
import type { TraceDay } from "./trace.ts";

const dateSchema = z.string().refine((text) => parseCivilDay(text) !== undefined, "not a date");
const namedDaySchema = z.strictObject({ date: dateSchema, name: z.string().min(1) });

/** Code of a calendar, such as `US`. */
export const CALENDAR_CODE = /^[A-Z]{2,8}$/;

/** Reference to one version of a calendar, such as `US@0123456789ab`. */
export const CALENDAR_REFERENCE = /^[A-Z]{2,8}@[0-9a-f]{12}$/;

/** One calendar file, `calendars/<code>@<version>.json`. Its version is the hash of what decides its answers. */
export const calendarFileSchema = z.strictObject({
  code: z.string().regex(CALENDAR_CODE),
  version: z.string().regex(/^[0-9a-f]{12}$/),
  /** First and last date that the file knows; it answers for no day outside. */
  from: dateSchema,
  to: dateSchema,
  /** True when holidays are known to be missing. */
  incomplete: z.boolean(),
  /** Where the days come from, and under which licence. */
  source: z.string().min(1),
  holidays: z.array(namedDaySchema),
  /** Days at a weekend on which work is done. */
  workingDays: z.array(namedDaySchema).optional(),
});

/** The content of one calendar file. */
export type CalendarFile = z.infer<typeof calendarFileSchema>;

/** One version of a business calendar. Every method throws `NotifierError("CALENDAR_RANGE")` for a day it does not know. */
export interface BusinessCalendar {
  /** Code and version: `US@0123456789ab`. */
  readonly reference: string;
  readonly code: string;
  readonly incomplete: boolean;
  readonly firstDay: CivilDay;
  readonly lastDay: CivilDay;
  isBusinessDay(day: CivilDay): boolean;
  /** The day as a trace shows it. The same object each time: do not change it. */
  describe(day: CivilDay): TraceDay;
}

const REMEMBERED_DAYS = 20_000;

/** Makes a calendar file answer questions about days. */
export const toBusinessCalendar = (file: CalendarFile): BusinessCalendar => {
  const reference = `${file.code}@${file.version}`;
  const firstDay = civilDay(file.from);
  const lastDay = civilDay(file.to);
  const holidays = new Map(file.holidays.map(({ date, name }) => [civilDay(date), name]));
  const workingDays = new Set(file.workingDays?.map(({ date }) => civilDay(date)));
  const remembered = new Map<CivilDay, TraceDay>();

  const describeAnew = (day: CivilDay): TraceDay => {
    const date = toDate(day);
    if (workingDays.has(day)) return { date, kind: "counted" };
    if (isWeekend(day)) return { date, kind: "weekend" };
    const name = holidays.get(day);
    return name === undefined ? { date, kind: "counted" } : { date, kind: "holiday", name };
  };
  const describe = (day: CivilDay): TraceDay => {
    const known = remembered.get(day);
    if (known) return known;
    if (!(day >= firstDay && day <= lastDay)) {
      throw new NotifierError(
        "CALENDAR_RANGE",
        `Calendar ${reference} knows ${file.from} to ${file.to}, and another day is needed.`,
      );
    }
    if (remembered.size >= REMEMBERED_DAYS) remembered.clear();
    const described = Object.freeze(describeAnew(day));
    remembered.set(day, described);
    return described;
  };
  return {
    reference,
    code: file.code,
    incomplete: file.incomplete,
    firstDay,
    lastDay,
    describe,
    isBusinessDay: (day) => describe(day).kind === "counted",
  };
};

/** The `count`-th business day after `day`; for 0 the last business day on or before it. */
export const addBusinessDays = (calendar: BusinessCalendar, day: CivilDay, count: number): CivilDay => {
  let at = day;
  if (count === 0) while (!calendar.isBusinessDay(at)) at = plusDays(at, -1);
  for (let left = count; left > 0; ) {
    at = plusDays(at, 1);
    if (calendar.isBusinessDay(at)) left -= 1;
  }
  return at;
};
