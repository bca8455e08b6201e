import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command, CommanderError } from "commander";
import { loadCalendars } from "../src/adapters/calendars/load-calendars.ts";
import { hasCode } from "../src/core/errors.ts";
import { instant, instantFromMs } from "../src/core/instant.ts";
import { shortInstant } from "../src/core/sla/trace-text.ts";
import { applyCalendars } from "./calendars/apply.ts";
import { buildCalendars } from "./calendars/build.ts";
import { compareCalendars } from "./calendars/check.ts";
import { makeCalendars } from "./calendars/make-calendar.ts";
import { movedDeadlines } from "./calendars/moved-deadlines.ts";
import { readOverrides } from "./calendars/overrides.ts";

const ownFolder = join(import.meta.dirname, "..", "calendars");

const make = (folder: string) => makeCalendars(readOverrides(join(folder, "overrides.json")));

const build = ({ dir }: { dir: string }): void => {
  const written = buildCalendars(dir, make(dir));
  console.log(written.length > 0 ? written.map((name) => `written ${name}`).join("\n") : "Nothing changed.");
};

const check = ({ dir, reviews, now }: { dir: string; reviews?: string; now?: string }): void => {
  const made = make(dir);
  const committed = loadCalendars(dir);
  const changes = compareCalendars(made, committed);
  for (const { code, from, to, dates } of changes) {
    console.log(`${code}: ${from} would become ${to}`);
    for (const date of dates) console.log(`  ${date}`);
  }
  if (changes.length === 0) console.log("The committed calendars are what a build would make.");
  if (changes.length > 0) process.exitCode = 1;
  if (reviews === undefined) return;
  const at = now === undefined ? instantFromMs(Date.now()) : instant(now);
  const moved = movedDeadlines(readFileSync(reviews, "utf8").split("\n"), made, committed, at);
  for (const { submissionId, from, to, breach } of moved) {
    console.log(
      `${submissionId}: due ${shortInstant(from)} would become ${shortInstant(to)}${breach === "unchanged" ? "" : `, a breach ${breach}`}`,
    );
  }
  console.log(`${moved.length} deadlines would move.`);
  if (moved.length > 0) process.exitCode = 1;
};

const program = new Command("calendars")
  .description("Makes and checks the business calendars (calendars/<code>@<version>.json).")
  .exitOverride();
program
  .command("build")
  .description("writes the calendars that are new and names the current ones; older files are kept")
  .option("--dir <dir>", "folder with overrides.json and the calendars", ownFolder)
  .action(build);
program
  .command("check")
  .description("shows what a build would change; exit 1 when it would change anything")
  .option("--dir <dir>", "folder with overrides.json and the calendars", ownFolder)
  .option(
    "--reviews <file>",
    "JSON lines {submissionId, submittedAt, amount, unit, calendar, zone, close}: shows the deadlines that would move",
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
