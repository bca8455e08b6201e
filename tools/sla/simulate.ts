import type { Command } from "commander";
import { announcementsOf, judgeMonth, reviewsOf } from "../../sim/month/judge-month.ts";
import { madeEvents, seeded } from "../../sim/month/made-reviews.ts";
import { type Month, runMonth } from "../../sim/month/run-month.ts";
import { DEFAULT_SETTINGS } from "../../sim/wire-core.ts";
import { NotifierError } from "../../src/core/errors.ts";
import { type Instant, parseInstant, plusMs } from "../../src/core/instant.ts";
import { zoneNamed } from "../../src/core/sla/zone.ts";

const HOUR_IN_MS = 3_600_000;

const wholeNumber = (name: string, text: string, most: number): number => {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw new NotifierError("REQUEST_INVALID", `Expected --${name} from 1 to ${most}, got ${JSON.stringify(text)}.`);
};

const countByDay = (instants: readonly Instant[]): Map<string, number> => {
  const { dateOf } = zoneNamed(DEFAULT_SETTINGS.sla.zone);
  const counts = new Map<string, number>();
  for (const at of instants) counts.set(dateOf(at), (counts.get(dateOf(at)) ?? 0) + 1);
  return counts;
};

/** What was announced when: a line a day, in the zone of the clock. */
const dayTable = (month: Month): string[] => {
  const announcements = announcementsOf(month);
  const clocks = [...reviewsOf(month).values()].map(({ clock }) => clock);
  const atOf = (kind: string) => announcements.filter((one) => one.kind === kind).map(({ at }) => at);
  const columns: readonly (readonly [string, Map<string, number>])[] = [
    ["submitted", countByDay(clocks.flatMap(({ submittedAt }) => submittedAt ?? []))],
    ["stopped", countByDay(clocks.flatMap(({ stoppedAt }) => stoppedAt ?? []))],
    ["due", countByDay(clocks.flatMap(({ dueAt }) => (dueAt !== undefined && dueAt < month.end ? dueAt : [])))],
    ["warnings", countByDay(atOf("slaWarning"))],
    ["breaches", countByDay(atOf("slaBreach"))],
    ["reminders", countByDay(atOf("slaReminder"))],
    ["mails", countByDay(month.digests.map(({ at }) => at))],
  ];
  const days = [...new Set(columns.flatMap(([, counts]) => [...counts.keys()]))].sort();
  const cells = (values: readonly (string | number)[]) => values.map((value) => String(value).padStart(10)).join("");
  return [
    `${"day".padEnd(10)}${cells(columns.map(([name]) => name))}`,
    ...days.map((day) => `${day}${cells(columns.map(([, counts]) => counts.get(day) ?? "·"))}`),
    `${"all".padEnd(10)}${cells(columns.map(([, counts]) => [...counts.values()].reduce((sum, one) => sum + one, 0)))}`,
  ];
};

/** Adds `simulate`: a month of made reviews through the real verbs on memory, in seconds. */
export const addSimulateCommand = (program: Command): void => {
  program
    .command("simulate")
    .description("plays made reviews on memory with a moved clock, and shows what is announced when")
    .option("--days <number>", "how many days, 1 to 366", "30")
    .option("--seed <number>", "the same seed gives the same reviews", "1")
    .option("--reviews <number>", "new reviews a day, 1 to 1000", "20")
    .option("--from <instant>", "when it begins", "2026-11-02T08:00:00Z")
    .action(async (options: { days: string; seed: string; reviews: string; from: string }) => {
      const days = wholeNumber("days", options.days, 366);
      const from = parseInstant(options.from);
      if (from === undefined) throw new NotifierError("REQUEST_INVALID", "Expected --from as an instant with zone.");
      const fraction = seeded(wholeNumber("seed", options.seed, 2 ** 31));
      const events = madeEvents(from, days, wholeNumber("reviews", options.reviews, 1000), fraction);
      // 16:30 to 17:30 in Los Angeles, in winter: across close of business, when most clocks fall due.
      const timerDown = { from: plusMs(from, 64.5 * HOUR_IN_MS), to: plusMs(from, 65.5 * HOUR_IN_MS) };
      const mailDown = { from: plusMs(from, 160 * HOUR_IN_MS), to: plusMs(from, 208 * HOUR_IN_MS) };
      const month = await runMonth({ from, days, events, fraction, timerDown, mailDown });
      const problems = judgeMonth(month, timerDown);
      console.log(dayTable(month).join("\n"));
      console.log(
        `\nNo sweep from ${timerDown.from} to ${timerDown.to}; mail down from ${mailDown.from} to ${mailDown.to}.`,
      );
      console.log(
        `${events.length} events, ${announcementsOf(month).length} announcements in ${month.digests.length} mails, ${month.notices.length} events out.`,
      );
      for (const problem of problems) console.error(problem);
      console.log(
        problems.length === 0
          ? `Nothing early, nothing twice, nothing forgotten, and nothing but breaches outside of ${month.sla.digestAt} on business days.`
          : `${problems.length} problems.`,
      );
      if (problems.length > 0) process.exitCode = 1;
    });
};
