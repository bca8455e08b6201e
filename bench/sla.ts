import { join } from "node:path";
import { Command } from "commander";
import { exitForWrongUse } from "../local/stack/exit-for-wrong-use.ts";
import { loadCalendars } from "../src/adapters/calendars/load-calendars.ts";
import { explainLine } from "../tools/sla/explain-batch.ts";

const { json } = new Command("npm run bench -- sla")
  .description("How many lines of `npm run sla -- explain` are explained a second. Exit code 1 under 20,000.")
  .option("--json", "print the measurements as JSON")
  .exitOverride(exitForWrongUse)
  .parse()
  .opts<{ json?: boolean }>();

const LINES = 100_000;
const DAYS = 4_700;
const CODES = ["US", "GB", "DE", "FR", "JP", "IN", "CA", "AU", "IE", "NONE"];
const ZONES = [
  "America/Los_Angeles",
  "Europe/London",
  "Europe/Berlin",
  "Asia/Tokyo",
  "Asia/Kolkata",
  "Australia/Sydney",
];
const DEFAULTS = { calendar: "US", zone: "America/Los_Angeles", close: "17:00" };

/** Spread over codes, zones and all years by steps without a common divisor, so that nothing repeats early. */
const toLine = (index: number): string => {
  const from = new Date(Date.UTC(2020, 0, 2) + ((index * 7_919) % DAYS) * 86_400_000 + (index % 86_400) * 1_000);
  return JSON.stringify({
    from: from.toISOString(),
    amount: 1 + (index % 20),
    unit: index % 4 === 0 ? "calendarDays" : "businessDays",
    calendar: CODES[index % CODES.length],
    zone: ZONES[index % ZONES.length],
    close: "17:00",
  });
};

const calendars = loadCalendars(join(import.meta.dirname, "..", "calendars"));
const lines = Array.from({ length: LINES }, (_, index) => toLine(index));
const startedAt = performance.now();
const refused = lines.filter((line) => !explainLine(line, DEFAULTS, calendars).ok).length;
const seconds = (performance.now() - startedAt) / 1_000;
const perSecond = Math.round(LINES / seconds);
const figures = { bench: "sla explain", lines: LINES, refused, seconds: Number(seconds.toFixed(2)), perSecond };
console.log(
  json === true
    ? JSON.stringify(figures)
    : `explain: ${perSecond} a second (${LINES} lines in ${figures.seconds} s, target 20000; ${refused} refused)`,
);
if (perSecond < 20_000) process.exitCode = 1;
