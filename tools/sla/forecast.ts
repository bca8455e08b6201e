import type { Command } from "commander";
import { systemClock } from "../../src/adapters/system/system-clock.ts";
import { makeForecastLog } from "../../src/core/ledger/forecast-log.ts";
import { makeReviewIndex } from "../../src/core/ledger/review-index.ts";
import type { CalendarCatalogue } from "../../src/core/sla/calendar-catalogue.ts";
import { type BreachForecast, makeForecastBreaches } from "../../src/core/verbs/forecast-breaches.ts";
import { openLedger } from "./open-ledger.ts";

interface Options {
  readonly days: string;
  readonly calendar: string;
  readonly zone: string;
  readonly close: string;
  readonly json?: boolean;
}

/** The forecast as three small tables. */
const renderForecast = ({
  days,
  order,
  calibration,
  kept,
  keptWithin,
  asOf,
  zone,
  calendar,
}: BreachForecast): string => {
  const lines = [
    `Late at close of business, of the reviews open at ${asOf} (${zone}, ${calendar}):`,
    ...days.map(({ date, late, low, high }) => `  ${date}  ${late.toFixed(1).padStart(7)}   ${low} to ${high}`),
    "",
    "Order of work that keeps most promises:",
    ...order.map(
      ({ submissionId, offerName, offerType, dueAt, canBeKept }) =>
        `  ${dueAt.slice(0, 16)}Z  ${canBeKept ? "can be kept" : "cannot be "}  ${offerType}  ${offerName}  ${submissionId}`,
    ),
    ...(order.length === 0 ? ["  nothing is open"] : []),
    "",
    "Forecasts of the last 20 business days against what came (mean error, in reviews):",
    ...calibration.map(
      ({ ahead, error, errorOfNoChange, errorOfNoWork }) =>
        `  ${ahead} ahead  ${error}   had nothing changed: ${errorOfNoChange}   had nothing been finished: ${errorOfNoWork}`,
    ),
    ...(calibration.length === 0 ? ["  no history yet"] : []),
    "",
    keptWithin === undefined
      ? "No forecast that was kept has come to its day yet."
      : `Of ${kept.length} figures that were forecast and kept in the last 28 days, ${Math.round(keptWithin * 100)} % came to lie within their bounds (80 % should).`,
  ];
  return `${lines.join("\n")}\n`;
};

/** Adds `forecast`: how many open reviews will be late by day, from the ledger that `TABLES` names (default: the local stack's). */
export const addForecastCommand = (program: Command, readCalendars: () => CalendarCatalogue): void => {
  program
    .command("forecast")
    .description("forecasts how many open reviews will be late by day, and says what to do first")
    .option("--days <number>", "how many business days ahead, 1 to 20", "5")
    .option("--calendar <code>", "calendar whose business days count", process.env.SLA_CALENDAR || "US")
    .option("--zone <zone>", "zone whose days count", process.env.SLA_TIME_ZONE || "America/Los_Angeles")
    .option("--close <time>", "close of business", process.env.SLA_CLOSE_OF_BUSINESS || "17:00")
    .option("--json", "one line of JSON")
    .action(async ({ days, json, ...sla }: Options) => {
      const store = openLedger();
      const forecastBreaches = makeForecastBreaches({
        index: makeReviewIndex(store),
        forecasts: makeForecastLog(store),
        clock: systemClock,
        calendars: readCalendars(),
        sla,
      });
      const forecast = await forecastBreaches({ days });
      process.stdout.write(json ? `${JSON.stringify(forecast)}\n` : renderForecast(forecast));
    });
};
