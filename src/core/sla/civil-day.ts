/** A day of the civil calendar, without time or zone, counted from 1970-01-01 (day 0); neighbours differ by one. */
export type CivilDay = number & { readonly __civilDay: unique symbol };

const MS_PER_DAY = 86_400_000;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** Reads `YYYY-MM-DD`; `undefined` when the text is anything else or names no real date. */
export const parseCivilDay = (date: string): CivilDay | undefined => {
  const ms = DATE.test(date) ? Date.parse(`${date}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== date) return undefined;
  return (ms / MS_PER_DAY) as CivilDay;
};

/** The same as `parseCivilDay` for text known to be right; throws `TypeError` otherwise. */
export const civilDay = (date: string): CivilDay => {
  const day = parseCivilDay(date);
  if (day === undefined) throw new TypeError(`Expected a date such as 2026-11-20, got ${JSON.stringify(date)}.`);
  return day;
};

/** The day as `YYYY-MM-DD`. */
export const toDate = (day: CivilDay): string => new Date(day * MS_PER_DAY).toISOString().slice(0, 10);

/** The day `count` days later (earlier when negative). */
export const plusDays = (day: CivilDay, count: number): CivilDay => (day + count) as CivilDay;

/** True on Saturdays and Sundays. */
export const isWeekend = (day: CivilDay): boolean => {
  const sinceMonday = (((day + 3) % 7) + 7) % 7; // 1970-01-01 was a Thursday
  return sinceMonday > 4;
};

/** The last day whose every hour, in any zone, an `Instant` can name. */
export const LAST_CIVIL_DAY = civilDay("9999-12-30");
