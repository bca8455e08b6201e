import type { Instant } from "../instant.ts";
import { civilDay } from "./civil-day.ts";
import type { DueTerms } from "./clock-terms.ts";
import type { TraceDay } from "./trace.ts";
import { zoneNamed } from "./zone.ts";

const WEEKDAYS = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"] as const;
const MAX_NAME = 80;

/** The weekday of a date in three letters: `Mon`. */
export const weekdayOf = (date: string): string => WEEKDAYS[((civilDay(date) % 7) + 7) % 7] ?? "";

/** A name in one short line: the reason of a pause is text from outside. */
const inOneLine = (name: string): string => {
  const line = name.replace(/[\p{C}\p{Z}]+/gu, " ").trim();
  return line.length > MAX_NAME ? `${line.slice(0, MAX_NAME - 1)}…` : line;
};

const withName = (word: string, name: string | undefined): string =>
  name === undefined ? word : `${word}: ${inOneLine(name)}`;

/** An instant without needless digits: `2026-11-25T01:00:00Z`. */
export const shortInstant = (at: Instant): string => at.replace(/\.?0*Z$/, "Z");

/** The day that counts as the day of submission, then every day of the trace, one line each: `Mon 2026-11-23  counted 1 of 3`. */
export const renderTrace = (days: readonly TraceDay[], amount: number): string[] => {
  let counted = 0;
  return days.map(({ date, kind, name }) => {
    if (kind === "counted") counted += 1;
    const text = kind === "counted" ? `counted ${counted} of ${amount}` : withName(kind, name);
    return `${weekdayOf(date)} ${date}  ${text}`;
  });
};

/** The trace with the day of submission in it, which is its first line unless it was a day off: then that day's own line says so. */
export const renderDays = (days: readonly TraceDay[], amount: number, submitted: string): string[] => {
  const trace = renderTrace(days, amount);
  const first = days[0];
  if (first === undefined || first.date > submitted) {
    return [`${weekdayOf(submitted)} ${submitted}  submitted, before the start`, ...trace];
  }
  return trace.map((line, index) => (days[index]?.date === submitted ? `${line}, submitted` : line));
};

/** A whole explanation in lines: the day of submission, the trace, and the due time in the zone and in UTC. */
export const renderExplanation = (
  terms: DueTerms,
  submittedAt: Instant,
  due: { readonly dueAt: Instant; readonly days: readonly TraceDay[] },
): string[] => {
  const zone = zoneNamed(terms.zone);
  const dueDate = zone.dateOf(due.dueAt);
  return [
    ...renderDays(due.days, terms.amount, zone.dateOf(submittedAt)),
    `due ${weekdayOf(dueDate)} ${dueDate} ${terms.close} ${terms.zone} (${shortInstant(due.dueAt)})`,
  ];
};
