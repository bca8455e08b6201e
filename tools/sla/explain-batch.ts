import { NotifierError } from "../../src/core/errors.ts";
import type { CalendarCatalogue } from "../../src/core/sla/calendar-catalogue.ts";
import { dueAt } from "../../src/core/sla/due-at.ts";
import { shortInstant } from "../../src/core/sla/trace-text.ts";
import { type ExplainDefaults, type ExplainRequest, parseExplainRequest } from "./explain-request.ts";

/** The JSON answer to one question. */
export const toAnswer = ({ terms, calendar, submittedAt }: ExplainRequest): object => {
  const due = dueAt(terms, calendar, submittedAt);
  const answer = { dueAt: shortInstant(due.dueAt), calendar: calendar.reference, days: due.days };
  return calendar.incomplete ? { ...answer, incomplete: true } : answer;
};

const parseLine = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    throw new NotifierError("REQUEST_INVALID", "The line is not JSON.");
  }
};

/** Answers one line of a batch; never throws for a line that cannot be answered. */
export const explainLine = (
  line: string,
  defaults: ExplainDefaults,
  calendars: CalendarCatalogue,
): { readonly text: string; readonly ok: boolean } => {
  try {
    return { text: JSON.stringify(toAnswer(parseExplainRequest(parseLine(line), defaults, calendars))), ok: true };
  } catch (error) {
    if (!(error instanceof NotifierError)) throw error;
    return { text: JSON.stringify({ error: error.message, code: error.code }), ok: false };
  }
};

/** The lines of a batch; only the end of the last line makes no line of its own, so answers stay in step with questions. */
export const toLines = (text: string): string[] => {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  while (lines.length > 0 && lines.at(-1)?.trim() === "") lines.pop();
  return lines;
};
