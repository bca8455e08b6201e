import { type DayStrip, type StripDay, TAIL } from "../../core/sla/day-strip.ts";
import { weekdayOf } from "../../core/sla/trace-text.ts";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;

const shortDate = (date: string): string => `${Number(date.slice(8))} ${MONTHS[Number(date.slice(5, 7)) - 1] ?? ""}`;

const wordOf = ({ kind, name, n }: StripDay, amount: number | undefined): string => {
  switch (kind) {
    case "counted":
      return amount === undefined ? `day ${n}` : `day ${n} of ${amount}`;
    case "late":
      return `${n} late`;
    case "start":
      return "does not count";
    case "holiday":
      return name ?? "holiday";
    case "paused":
      return name === undefined ? "paused" : `paused: ${name}`;
    default:
      return kind;
  }
};

/** The days of a clock, each with its word: what colour says, text says too. */
export const toStripView = ({ days, leftOut }: DayStrip, amount: number | undefined) =>
  days.map((day, index) => ({
    date: day.date,
    weekday: weekdayOf(day.date),
    day: shortDate(day.date),
    kind: day.kind,
    word: wordOf(day, amount),
    marks: [
      ...(day.isSubmission ? ["submitted"] : []),
      ...(day.isDue ? ["due"] : []),
      ...(day.isToday ? ["today"] : []),
    ],
    isDue: day.isDue,
    isToday: day.isToday,
    leftOutBefore: leftOut > 0 && index === days.length - TAIL ? leftOut : null,
  }));
