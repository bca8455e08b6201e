import type { Command } from "commander";
import { systemClock } from "../../src/adapters/system/system-clock.ts";
import { NotifierError } from "../../src/core/errors.ts";
import { makeReviewIndex } from "../../src/core/ledger/review-index.ts";
import type { AttainmentReport } from "../../src/core/sla/attainment-report.ts";
import { renderReportCsv } from "../../src/core/sla/report-csv.ts";
import { makeReportAttainment } from "../../src/core/verbs/report-attainment.ts";
import { openLedger } from "./open-ledger.ts";
import { renderReportPage } from "./report-page.ts";
import { renderReportText } from "./report-text.ts";

interface Options {
  readonly from?: string;
  readonly to?: string;
  readonly by?: string;
  readonly zone: string;
  readonly json?: boolean;
  readonly csv?: boolean;
  readonly html?: boolean;
}

const rendererOf = ({ json, csv, html }: Options): ((report: AttainmentReport) => string) => {
  if ([json, csv, html].filter(Boolean).length > 1) {
    throw new NotifierError("REQUEST_INVALID", "Give one of --json, --csv and --html.");
  }
  if (json) return (report) => `${JSON.stringify(report)}\n`;
  if (csv) return renderReportCsv;
  return html ? renderReportPage : renderReportText;
};

/** Adds `report`: how well promised times were kept, from the ledger that `TABLES` names (default: the local stack's). */
export const addReportCommand = (program: Command): void => {
  program
    .command("report")
    .description("shows how well promised times were kept, from the ledger of TABLES (default: the local stack)")
    .option("--from <date>", "first day (default: 12 weeks ago), or an instant")
    .option("--to <date>", "last day, included (default: today), or an instant, not included")
    .option("--by <what>", "offerType, publisher or week", "offerType")
    .option("--zone <zone>", "zone whose days and weeks count", process.env.SLA_TIME_ZONE || "America/Los_Angeles")
    .option("--json", "one line of JSON")
    .option("--csv", "CSV, a line for each group")
    .option("--html", "a page with figures, chart and tables")
    .action(async (options: Options) => {
      const render = rendererOf(options);
      const report = makeReportAttainment({
        index: makeReviewIndex(openLedger()),
        clock: systemClock,
        zone: options.zone,
      });
      process.stdout.write(render(await report(options)));
    });
};
