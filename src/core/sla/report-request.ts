import { NotifierError } from "../errors.ts";
import { type Instant, parseInstant } from "../instant.ts";
import type { Period } from "./attainment.ts";
import { type AttainmentBy, REPORT_BYS, toPeriod } from "./attainment-groups.ts";
import { parseCivilDay, plusDays } from "./civil-day.ts";
import { zoneNamed } from "./zone.ts";

/** What a report is asked for, as text: dates (both included) or instants (`to` not included). */
export interface ReportQuery {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly by?: string | undefined;
}

const DEFAULT_DAYS = 12 * 7;
const LONGEST_IN_MS = 10 * 366 * 86_400_000;

/** Checks what is asked for. Throws `NotifierError("REQUEST_INVALID")` whose problems name every wrong part. */
export const parseReportRequest = (
  query: ReportQuery,
  now: Instant,
  zoneName: string,
): { readonly period: Period; readonly by: AttainmentBy } => {
  const today = zoneNamed(zoneName).dayOf(now);
  const problems: string[] = [];
  const read = (name: "from" | "to", otherwise: number): Instant => {
    const text = query[name];
    const day = text === undefined ? plusDays(today, otherwise) : parseCivilDay(text);
    if (day !== undefined) return toPeriod(day, day, zoneName)[name];
    const at = parseInstant(text ?? "");
    if (at === undefined) problems.push(`${name}: expected a date such as 2026-11-20, or an instant with zone`);
    return at ?? now;
  };
  const period = { from: read("from", 1 - DEFAULT_DAYS), to: read("to", 0) };
  const by = REPORT_BYS.find((one) => one === (query.by ?? "offerType"));
  if (by === undefined) problems.push(`by: expected ${REPORT_BYS.join(", ")}`);
  if (problems.length === 0 && period.from >= period.to) problems.push("to: must not be before from");
  if (problems.length === 0 && Date.parse(period.to) - Date.parse(period.from) > LONGEST_IN_MS) {
    problems.push("from: a report covers ten years at most");
  }
  if (by === undefined || problems.length > 0) {
    throw new NotifierError("REQUEST_INVALID", problems.join("; "), { problems });
  }
  return { period, by };
};
