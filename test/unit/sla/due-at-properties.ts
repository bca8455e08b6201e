import { deepEqual, ok } from "node:assert/strict";
import { type Instant, instantFromMs } from "../../../src/core/instant.ts";
import { civilDay } from "../../../src/core/sla/civil-day.ts";
import { dueAt } from "../../../src/core/sla/due-at.ts";
import { shortInstant } from "../../../src/core/sla/trace-text.ts";
import { fc } from "../../helpers/fast-check.ts";
import { walk } from "./brute-force.ts";
import { calendars } from "./calendars.ts";

const ZONES = [
  "America/Los_Angeles",
  "Europe/London",
  "Europe/Berlin",
  "Asia/Tokyo",
  "Australia/Lord_Howe",
  "Pacific/Chatham",
  "UTC",
];
const CODES = ["US", "GB", "DE", "JP", "AU", "NONE"];

const question = fc.record({
  from: fc.integer({ min: Date.UTC(2020, 0, 2), max: Date.UTC(2032, 5, 1) }).map(instantFromMs),
  amount: fc.integer({ min: 1, max: 40 }),
  unit: fc.constantFrom("businessDays" as const, "calendarDays" as const),
  code: fc.constantFrom(...CODES),
  zone: fc.constantFrom(...ZONES),
  close: fc.constantFrom("17:00", "00:00", "01:30", "02:30", "23:59"),
});

const holidaysOf = (code: string): Set<string> => {
  const calendar = calendars.current(code);
  const dates = new Set<string>();
  if (code === "NONE") return dates;
  for (let day = calendar.firstDay; day <= calendar.lastDay; day = civilDay(nextDate(day))) {
    const { date, kind } = calendar.describe(day);
    if (kind === "holiday") dates.add(date);
  }
  return dates;
};
const nextDate = (day: number): string => new Date((day + 1) * 86_400_000).toISOString().slice(0, 10);
const holidays = new Map(CODES.map((code) => [code, holidaysOf(code)]));

const explain = ({
  code,
  from,
  ...terms
}: {
  code: string;
  from: Instant;
  amount: number;
  unit: "businessDays" | "calendarDays";
  zone: string;
  close: string;
}) => {
  const calendar = calendars.current(code);
  return dueAt({ ...terms, calendar: calendar.reference }, calendar, from);
};

/** What holds of every due time, each under its sentence; throws where it does not. */
export const properties: Readonly<Record<string, () => void>> = {
  "agrees with a walk from day to day": () =>
    fc.assert(
      fc.property(question, (asked) => {
        const due = explain(asked);
        const walked = walk({ ...asked, holidays: holidays.get(asked.code) ?? new Set() });
        deepEqual(shortInstant(due.dueAt), walked.dueAt);
        deepEqual(
          due.days.filter(({ kind }) => kind === "counted").map(({ date }) => date),
          walked.counted,
        );
      }),
      { numRuns: 300, seed: 5 },
    ),

  "grows with the amount": () =>
    fc.assert(
      fc.property(question, (asked) => {
        ok(explain({ ...asked, amount: asked.amount + 1 }).dueAt > explain(asked).dueAt);
      }),
      { numRuns: 200, seed: 6 },
    ),

  "never falls on a day that is not a business day, and lists every day once": () =>
    fc.assert(
      fc.property(question, (asked) => {
        const { days, dueDay } = explain({ ...asked, unit: "businessDays" });
        ok(calendars.current(asked.code).isBusinessDay(dueDay));
        days.slice(1).forEach(({ date }, index) => {
          deepEqual(date, nextDate(civilDay(days[index]?.date ?? "")));
        });
      }),
      { numRuns: 200, seed: 7 },
    ),
};
