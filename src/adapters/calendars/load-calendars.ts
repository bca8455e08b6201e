import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { NotifierError } from "../../core/errors.ts";
import {
  type BusinessCalendar,
  CALENDAR_CODE,
  CALENDAR_REFERENCE,
  calendarFileSchema,
  toBusinessCalendar,
} from "../../core/sla/business-calendar.ts";
import type { CalendarCatalogue } from "../../core/sla/calendar-catalogue.ts";
import { calendarVersion } from "./calendar-version.ts";

const currentSchema = z.record(z.string().regex(CALENDAR_CODE), z.string().regex(CALENDAR_REFERENCE));

const readJson = (path: string): unknown => JSON.parse(readFileSync(path, "utf8"));

const unknown = (wanted: string, hint = "", cause?: unknown): NotifierError =>
  new NotifierError("CALENDAR_UNKNOWN", `No calendar ${JSON.stringify(wanted)} is installed${hint}.`, { cause });

const readCalendar = (folder: string, reference: string): BusinessCalendar => {
  try {
    const file = calendarFileSchema.parse(readJson(join(folder, `${reference}.json`)));
    const version = calendarVersion(file);
    if (`${file.code}@${version}` !== reference || version !== file.version) {
      throw new Error(`Its days make it ${file.code}@${version}.`);
    }
    return toBusinessCalendar(file);
  } catch (cause) {
    throw unknown(reference, "", cause);
  }
};

/** The calendars of a folder: `current.json` is read at once, each calendar when it is first asked for. Throws when `current.json` cannot be read. */
export const loadCalendars = (folder: string): CalendarCatalogue => {
  const current = new Map(Object.entries(currentSchema.parse(readJson(join(folder, "current.json")))));
  const read = new Map<string, BusinessCalendar>();
  const get = (reference: string): BusinessCalendar => {
    const known = read.get(reference);
    if (known) return known;
    // The reference becomes a file name, so nothing but a reference may pass.
    if (!CALENDAR_REFERENCE.test(reference)) throw unknown(reference);
    const calendar = readCalendar(folder, reference);
    read.set(reference, calendar);
    return calendar;
  };
  return {
    codes: [...current.keys()].sort(),
    get,
    current: (code) => {
      const reference = current.get(code);
      if (reference === undefined) throw unknown(code, `; there are ${[...current.keys()].sort().join(", ")}`);
      return get(reference);
    },
  };
};
