import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command, CommanderError } from "commander";
import { loadCalendars } from "../src/adapters/calendars/load-calendars.ts";
import { hasCode } from "../src/core/errors.ts";
import { type Instant, instant, instantFromMs } from "../src/core/instant.ts";
import type { CalendarFile } from "../src/core/sla/business-calendar.ts";
import type { CalendarCatalogue } from "../src/core/sla/calendar-catalogue.ts";
import { shortInstant } from "../src/core/sla/trace-text.ts";
import { applyCalendars } from "./calendars/apply.ts";
import { buildCalendars } from "./calendars/build.ts";
import { compareCalendars } from "./calendars/check.ts";
import { ledgerDeadlines } from "./calendars/ledger-deadlines.ts";
import { makeCalendars } from "./calendars/make-calendar.ts";
import { type MovedDeadline, movedDeadlines } from "./calendars/moved-deadlines.ts";
import { readOverrides } from "./calendars/overrides.ts";
import { openLedger } from "./sla/open-ledger.ts";

const ownFolder = join(import.meta.dirname, "..", "calendars");

const make = (folder: string) => makeCalendars(readOverrides(join(folder, "overrides.json")));

const build = ({ dir }: { dir: string }): void => {
  const written = buildCalendars(dir, make(dir));
  console.log(written.length > 0 ? written.map((name) => `written ${name}`).join("\n") : "Nothing changed.");
};

const showMoved = (moved: readonly MovedDeadline[]): void => {
  const show = (at: Instant | undefined): string => (at === undefined ? "not known" : shortInstant(at));
  for (const { submissionId, from, to, breach } of moved) {
    const breached = breach === "unchanged" ? "" : `, a breach ${breach}`;
    console.log(`${submissionId}: due ${show(from)} would become ${show(to)}${breached}`);
  }
  const count = (breach: MovedDeadline["breach"]): number => moved.filter((one) => one.breach === breach).length;
  console.log(
    `${counted(moved.length, "deadline")} would move: ${counted(count("appears"), "breach", "breaches")} would appear, ${count("vanishes")} would vanish.`,
  );
  if (moved.length > 0) process.exitCode = 1;
};

const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

const checkLedger = async (
  made: readonly CalendarFile[],
  committed: CalendarCatalogue,
  at: Instant,
): Promise<boolean> => {
  try {
    const { open, moved, notInstalled } = await ledgerDeadlines(openLedger(), made, committed, at);
    console.log(`The ledger has ${counted(open, "open review")}.`);
    for (const id of notInstalled) console.log(`${id}: no version of its calendar is installed`);
    if (notInstalled.length > 0) process.exitCode = 1;
    showMoved(moved);
    return true;
  } catch (error) {
    if (!hasCode(error, "LEDGER_UNAVAILABLE")) throw error;
    console.log("No ledger answers (TABLES; default: the local stack), so no open review was looked at.");
    return false;
  }
};

const check = async ({ dir, reviews, now }: { dir: string; reviews?: string; now?: string }): Promise<void> => {
  const at = now === undefined ? instantFromMs(Date.now()) : instant(now);
  const lines = reviews === undefined ? undefined : readFileSync(reviews, "utf8").split("\n");
  const made = make(dir);
  const committed = loadCalendars(dir);
  const changes = compareCalendars(made, committed);
  for (const { code, from, to, dates } of changes) {
    console.log(`${code}: ${from} would become ${to}`);
    for (const date of dates) console.log(`  ${date}`);
  }
  if (changes.length === 0) console.log("The committed calendars are what a build would make.");
  if (changes.length > 0) process.exitCode = 1;
  if (lines !== undefined) showMoved(movedDeadlines(lines, made, committed, at));
  // The table client's timers of failed requests would keep the process for ten seconds more.
  else if (!(await checkLedger(made, committed, at))) process.exit();
};

const program = new Command("npm run calendars --")
  .description("Makes and checks the business calendars (calendars/<code>@<version>.json).")
  .exitOverride();
program
  .command("build")
  .description("writes the calendars that are new and names the current ones; older files are kept")
  .option("--dir <dir>", "folder with overrides.json and the calendars", ownFolder)
  .action(build);
program
  .command("check")
  .description(
    "shows what a build would change, and which deadlines of open reviews in the ledger (TABLES) it would move; exit 1 when there is anything",
  )
  .option("--dir <dir>", "folder with overrides.json and the calendars", ownFolder)
  .option(
    "--reviews <file>",
    "looks at these open reviews instead of the ledger's: JSON lines {submissionId, submittedAt, amount, unit, calendar, zone, close}",
  )
  .option("--now <instant>", "the moment from which breaches are seen (default: now)")
  .action(check);
program
  .command("apply")
  .description("puts named open reviews of the ledger (TABLES) on the current version of their calendar")
  .requiredOption("--reviews <review...>", "submission ids, or files with one a line (ids or JSON with submissionId)")
  .option("--dir <dir>", "folder with the calendars", ownFolder)
  .option("--yes", "write; without it, only show what would change")
  .action(applyCalendars);

const exitCodeOf = (error: unknown): number => {
  if (error instanceof CommanderError && error.exitCode === 0) return 0;
  return hasCode(error, "LEDGER_UNAVAILABLE") ? 1 : 2;
};

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) console.error(error instanceof Error ? error.message : error);
  process.exitCode = exitCodeOf(error);
  // The table client's timers of failed requests would keep the process for ten seconds more.
  if (hasCode(error, "LEDGER_UNAVAILABLE")) process.exit();
}
