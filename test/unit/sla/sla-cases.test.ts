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

const toQuestion = (row: Record<string, string>) => {
  const [amount = "", unit = ""] = row["review time"]?.split(/ (.*)/) ?? [];
  return {
    from: row["submitted"] ?? "",
    amount: Number(amount),
    unit: unit.startsWith("business") ? ("businessDays" as const) : ("calendarDays" as const),
    zone: row["zone"] ?? "",
    close: row["close"] ?? "",
  };
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

  it.each(rows.map((row) => [`${row["#"]}: ${row["case"]}`, row] as const))("is right about case %s", (_, row) => {
    const question = toQuestion(row);
    const calendar = calendars.current(row["calendar"] ?? "");
    const due = dueAt({ ...question, calendar: calendar.reference }, calendar, instant(question.from));
    expect(shortInstant(due.dueAt)).toBe(row["due"]);
    expect(compact(due.days)).toBe(row["trace"]);
    const walked = walk({ ...question, holidays: holidaysOf(calendar.reference) });
    expect(walked.dueAt).toBe(row["due"]);
    expect(due.days.filter(({ kind }) => kind === "counted").map(({ date }) => date)).toEqual(walked.counted);
  });
});
