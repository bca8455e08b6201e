import { join } from "node:path";
import type { Command } from "commander";
import { loadContent } from "../../src/adapters/content/load-content.ts";
import { systemClock } from "../../src/adapters/system/system-clock.ts";
import { makeReviewIndex } from "../../src/core/ledger/review-index.ts";
import { makeReportRecurrence, type RecurrenceReport } from "../../src/core/verbs/report-recurrence.ts";
import { openLedger } from "./open-ledger.ts";

const APP_ROOT = join(import.meta.dirname, "..", "..");

const percent = (share: number): string => `${Math.round(share * 100)} %`.padStart(5);

const renderRecurrence = ({ texts, hidden, fewestShown, asOf }: RecurrenceReport): string => {
  const lines = [
    `Of the offers that failed on a policy and came back, how many failed on it again, at ${asOf}; texts most worth rewriting first:`,
    ...texts.map(
      ({ policy, title = "", version, isCurrent, failedAgain, cameBack, share, low, high }) =>
        `  ${policy.padEnd(12)} ${version.padEnd(16)} ${isCurrent ? "now" : "   "}  ${String(failedAgain).padStart(5)} of ${String(cameBack).padEnd(5)} ${percent(share)} (${percent(low)} to ${percent(high)})  ${title}`,
    ),
    ...(texts.length === 0 ? ["  nothing yet"] : []),
    `${hidden} texts of which fewer than ${fewestShown} offers came back are not shown.`,
  ];
  return `${lines.join("\n")}\n`;
};

/** Adds `recurrence`: which of our texts do not help, by the ledger that `TABLES` names (default: the local stack's). */
export const addRecurrenceCommand = (program: Command): void => {
  program
    .command("recurrence")
    .description("says by policy and version of our text for it how many offers that came back failed on it again")
    .option("--json", "one line of JSON")
    .action(async ({ json }: { json?: boolean }) => {
      const { policies } = await loadContent(APP_ROOT, join(APP_ROOT, "src"));
      const index = makeReviewIndex(openLedger());
      const report = await makeReportRecurrence({ index, policies, clock: systemClock })();
      process.stdout.write(json ? `${JSON.stringify(report)}\n` : renderRecurrence(report));
    });
};
