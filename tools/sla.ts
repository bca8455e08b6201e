import { join } from "node:path";
import { Command, CommanderError } from "commander";
import { loadCalendars } from "../src/adapters/calendars/load-calendars.ts";
import { hasCode } from "../src/core/errors.ts";
import { addExplainCommand } from "./sla/explain.ts";
import { addReportCommand } from "./sla/report.ts";
import { addSimulateCommand } from "./sla/simulate.ts";

const program = new Command("sla")
  .description("Explains the SLA clock, reports how well it was kept, and plays a month of it.")
  .exitOverride();
addExplainCommand(program, () => loadCalendars(join(import.meta.dirname, "..", "calendars")));
addReportCommand(program);
addSimulateCommand(program);

/** 0 fine, 1 found something, 2 wrong use. */
const exitCodeOf = (error: unknown): number => {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  return hasCode(error, "REQUEST_INVALID") || hasCode(error, "CALENDAR_UNKNOWN") ? 2 : 1;
};

// A reader that has seen enough, such as `head`, closes the pipe; that is no error of ours.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

try {
  await program.parseAsync();
} catch (error) {
  if ((error as NodeJS.ErrnoException).code !== "EPIPE") {
    if (!(error instanceof CommanderError)) console.error(error instanceof Error ? error.message : error);
    process.exitCode = exitCodeOf(error);
    // The table client's timers of failed requests would keep the process for ten seconds more.
    if (hasCode(error, "LEDGER_UNAVAILABLE")) process.exit();
  }
}
