import { readFileSync } from "node:fs";
import { join } from "node:path";
import { instant } from "../../../src/core/instant.ts";
import { dueAt } from "../../../src/core/sla/due-at.ts";
import type { TraceDay } from "../../../src/core/sla/trace.ts";
import { shortInstant, weekdayOf } from "../../../src/core/sla/trace-text.ts";
import { walk } from "./brute-force.ts";
import { calendars } from "./calendars.ts";
import { readTable } from "./markdown-table.ts";

const rows = readTable("sla-cases.md", ["#", "case"]);

const toCase = (row: Record<string, string>) => {
  const {
    submitted: from = "",
    "review time": time = "",
    calendar = "",
    zone = "",
    close = "",
    due = "",
    trace = "",
  } = row;
  const [amount, ...unit] = time.split(" ");
  const isInBusinessDays = unit[0] === "business";
  const question = {
    from,
    amount: Number(amount),
    unit: isInBusinessDays ? ("businessDays" as const) : ("calendarDays" as const),
    zone,
    close,
  };
  return { question, calendar: calendars.current(calendar), due, trace };
};

const compact = (days: readonly TraceDay[]): string => {
  let counted = 0;
  const word = (kind: TraceDay["kind"]): string => {
    if (kind !== "counted") return kind;
    counted += 1;
    return `**${counted}**`;
  };
  return days.map(({ date, kind }) => `${weekdayOf(date)} ${date.slice(5)} ${word(kind)}`).join(" · ");
};

const holidaysOf = (reference: string): Set<string> => {
  const path = join(import.meta.dirname, "../../../calendars", `${reference}.json`);
  const file = JSON.parse(readFileSync(path, "utf8")) as { holidays: { date: string }[] };
  return new Set(file.holidays.map(({ date }) => date));
};

describe("docs/sla-cases.md", () => {
  it("has forty cases", () => {
    expect(rows).toHaveLength(40);
  });

  it.each(rows.map((row) => [Object.values(row).slice(0, 2).join(": "), row] as const))(
    "is right about case %s",
    (_, row) => {
      const { question, calendar, due: expected, trace } = toCase(row);
      const due = dueAt({ ...question, calendar: calendar.reference }, calendar, instant(question.from));
      expect(shortInstant(due.dueAt)).toBe(expected);
      expect(compact(due.days)).toBe(trace);
      const walked = walk({ ...question, holidays: holidaysOf(calendar.reference) });
      expect(walked.dueAt).toBe(expected);
      expect(due.days.filter(({ kind }) => kind === "counted").map(({ date }) => date)).toEqual(walked.counted);
    },
  );
});
