import { createReadStream } from "node:fs";
import { text } from "node:stream/consumers";
import type { Command } from "commander";
import { NotifierError } from "../../src/core/errors.ts";
import type { CalendarCatalogue } from "../../src/core/sla/calendar-catalogue.ts";
import { dueAt } from "../../src/core/sla/due-at.ts";
import { renderExplanation } from "../../src/core/sla/trace-text.ts";
import { explainLine, toAnswer, toLines } from "./explain-batch.ts";
import { type ExplainDefaults, parseExplainRequest } from "./explain-request.ts";

interface Options {
  readonly from?: string;
  readonly amount?: string;
  readonly unit: string;
  readonly calendar: string;
  readonly zone: string;
  readonly close: string;
  readonly json?: boolean;
  readonly batch?: string;
}

const LINES_A_WRITE = 1_000;

const write = (chunk: string): Promise<void> =>
  new Promise((resolve, reject) => process.stdout.write(chunk, (error) => (error ? reject(error) : resolve())));

const readBatch = async (file: string): Promise<string> => {
  try {
    return await text(file === "-" ? process.stdin : createReadStream(file));
  } catch (cause) {
    throw new NotifierError("REQUEST_INVALID", `Cannot read ${file}: ${(cause as Error).message}`, { cause });
  }
};

const explainBatch = async (file: string, defaults: ExplainDefaults, calendars: CalendarCatalogue): Promise<void> => {
  const lines = toLines(await readBatch(file));
  for (let from = 0; from < lines.length; from += LINES_A_WRITE) {
    const answers = lines.slice(from, from + LINES_A_WRITE).map((line) => explainLine(line, defaults, calendars));
    if (answers.some(({ ok }) => !ok)) process.exitCode = 1;
    await write(`${answers.map((answer) => answer.text).join("\n")}\n`);
  }
};

/** `1e2` and `0x10` are numbers to JavaScript, and slips of the finger to people. */
const readAmount = (text: string): number => {
  if (!/^-?\d{1,15}(\.\d+)?$/.test(text)) {
    throw new NotifierError("REQUEST_INVALID", `Expected --amount from 1 to 1000, got ${JSON.stringify(text)}.`);
  }
  return Number(text);
};

const explainOne = async (options: Options, calendars: CalendarCatalogue): Promise<void> => {
  const { from, amount, unit } = options;
  if (from === undefined || amount === undefined) {
    throw new NotifierError("REQUEST_INVALID", "Give --from and --amount, or --batch.");
  }
  const question = { from, amount: readAmount(amount), unit };
  const request = parseExplainRequest(question, options, calendars);
  if (options.json) return await write(`${JSON.stringify(toAnswer(request))}\n`);
  const { terms, calendar, submittedAt } = request;
  const note = calendar.incomplete ? " (incomplete: some holidays are missing)" : "";
  const lines = renderExplanation(terms, submittedAt, dueAt(terms, calendar, submittedAt));
  await write(`${[...lines, `calendar ${calendar.reference}${note}`].join("\n")}\n`);
};

const env = (name: string, otherwise: string): string => process.env[name] || otherwise;

/** Adds `explain`: the due time of one submission, or of each line of a file, with its day-by-day trace. */
export const addExplainCommand = (program: Command, loadCalendars: () => CalendarCatalogue): void => {
  program
    .command("explain")
    .description("shows when a submission is due, and counts the days on the way")
    .option("--from <instant>", "when it was submitted, such as 2026-11-20T16:00:00Z")
    .option("--amount <number>", "review time, 1 to 1000")
    .option("--unit <unit>", "businessDays or calendarDays", "businessDays")
    .option("--calendar <calendar>", "code, or code@version", env("SLA_CALENDAR", "US"))
    .option("--zone <zone>", "IANA name of the zone whose days count", env("SLA_TIME_ZONE", "America/Los_Angeles"))
    .option("--close <time>", "close of business, HH:MM", env("SLA_CLOSE_OF_BUSINESS", "17:00"))
    .option("--json", "one line of JSON")
    .option(
      "--batch <file>",
      "answers each JSON line {from, amount, unit, calendar, zone, close}; - reads standard input",
    )
    .action(async (options: Options) => {
      if (options.batch !== undefined && (options.from ?? options.amount) !== undefined) {
        throw new NotifierError("REQUEST_INVALID", "Give --from and --amount, or --batch; not both.");
      }
      const calendars = loadCalendars();
      await (options.batch === undefined
        ? explainOne(options, calendars)
        : explainBatch(options.batch, options, calendars));
    });
};
