import { join } from "node:path";
import { Command, CommanderError } from "commander";
import { loadCalendars } from "../src/adapters/calendars/load-calendars.ts";
import { hasCode, NotifierError } from "../src/core/errors.ts";
import { addExplainCommand } from "./sla/explain.ts";
import { addForecastCommand } from "./sla/forecast.ts";
import { addRebuildIndexCommand } from "./sla/rebuild-index.ts";
import { addRecurrenceCommand } from "./sla/recurrence.ts";
import { addReportCommand } from "./sla/report.ts";
import { addSimulateCommand } from "./sla/simulate.ts";

const program = new Command("npm run sla --")
  .description(
    "Explains the SLA clock, reports how well it was kept, forecasts what will be late, mends the index, and plays a month.",
  )
  .exitOverride();
const readCalendars = () => loadCalendars(join(import.meta.dirname, "..", "calendars"));
addExplainCommand(program, readCalendars);
addReportCommand(program);
addForecastCommand(program, readCalendars);
addRecurrenceCommand(program);
addRebuildIndexCommand(program);
addSimulateCommand(program);

/** 0 fine, 1 found something, 2 wrong use. */
const exitCodeOf = (error: unknown): number => {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  return hasCode(error, "REQUEST_INVALID") || hasCode(error, "CALENDAR_UNKNOWN") ? 2 : 1;
};

/** With what is wrong, part by part, where that is known. */
const messageOf = (error: unknown): unknown => {
  if (error instanceof NotifierError) return [error.message, ...error.problems].join("\n");
  return error instanceof Error ? error.message : error;
};

// A reader that has seen enough, such as `head`, closes the pipe; that is no error of ours.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

try {
  await program.parseAsync();
} catch (error) {
  if ((error as NodeJS.ErrnoException).code !== "EPIPE") {
    if (!(error instanceof CommanderError)) console.error(messageOf(error));
    process.exitCode = exitCodeOf(error);
    // The table client's timers of failed requests would keep the process for ten seconds more.
    if (hasCode(error, "LEDGER_UNAVAILABLE")) process.exit();
  }
}
