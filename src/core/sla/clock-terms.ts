import * as z from "zod";
import { NotifierError } from "../errors.ts";
import type { Stored } from "../stored.ts";
import { zoneNamed } from "./zone.ts";

/** What a review time is counted in. */
export const TIME_UNITS = ["businessDays", "calendarDays"] as const;

/** Everything a due time is computed from, apart from the review's own events. */
const dueTermsSchema = z.object({
  /** Code and version of the calendar: `US@0123456789ab`. */
  calendar: z.string(),
  /** IANA name of the zone whose days count. */
  zone: z.string(),
  /** Close of business, `HH:MM` on the clocks of that zone. */
  close: z.string(),
  unit: z.enum(TIME_UNITS),
  /** A whole number from 1 to 1,000. */
  amount: z.number(),
});
export type DueTerms = Stored<typeof dueTermsSchema>;

/** The terms that a clock pins when it starts and keeps whatever is changed later. */
export const clockTermsSchema = dueTermsSchema.extend({
  /** Content hash of the article that promised the review time. */
  articleVersion: z.string(),
  /** When warnings and reminders come, `HH:MM` on the clocks of the zone; absent in a clock that started before this was pinned: 09:00. */
  digestAt: z.string().exactOptional(),
  /** The warning comes this many business days before the due day; 0 for none. */
  warnBusinessDays: z.number(),
  /** A reminder comes each time this many business days have passed since the breach was announced; 0 for none. */
  remindBusinessDays: z.number(),
  /** How many reminders there are at most; 0 for no end while the review is open. */
  maxReminders: z.number(),
  /** Others are told of a late review that nobody has, this many business days after the due day; absent for never. */
  escalateBusinessDays: z.number().exactOptional(),
});
export type ClockTerms = Stored<typeof clockTermsSchema>;

/** The longest review time that makes sense: about four years. */
export const MAX_AMOUNT = 1_000;

/** Minutes after midnight at which warnings and reminders come; throws `NotifierError("REQUEST_INVALID")` for a time that is none. */
export const digestInMinutes = ({ digestAt = "09:00" }: Pick<ClockTerms, "digestAt">): number =>
  timeInMinutes("time of the digest", digestAt);

const TIME_OF_DAY = /^([01]\d|2[0-3]):([0-5]\d)$/;

/** Minutes after midnight of a close of business such as `17:00`; throws `NotifierError("REQUEST_INVALID")` for any other text. */
export const closeInMinutes = (close: string): number => timeInMinutes("close of business", close);

const timeInMinutes = (what: string, time: string): number => {
  const match = TIME_OF_DAY.exec(time);
  if (match) return Number(match[1]) * 60 + Number(match[2]);
  throw new NotifierError("REQUEST_INVALID", `Expected a ${what} from 00:00 to 23:59, got ${JSON.stringify(time)}.`);
};

/** Throws `NotifierError("REQUEST_INVALID")` unless amount, unit, zone and close make sense; the calendar is not looked up. */
export const checkDueTerms = ({ amount, unit, zone, close }: DueTerms): void => {
  if (!Number.isInteger(amount) || amount < 1 || amount > MAX_AMOUNT) {
    throw new NotifierError("REQUEST_INVALID", `Expected an amount from 1 to ${MAX_AMOUNT}, got ${amount}.`);
  }
  if (unit !== "businessDays" && unit !== "calendarDays") {
    throw new NotifierError(
      "REQUEST_INVALID",
      `Expected the unit businessDays or calendarDays, got ${JSON.stringify(unit)}.`,
    );
  }
  zoneNamed(zone);
  closeInMinutes(close);
};
