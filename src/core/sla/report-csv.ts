import { type CsvCell, toCsv } from "../csv.ts";
import type { Attainment } from "./attainment.ts";
import type { AttainmentReport } from "./attainment-report.ts";

const COLUMNS = [
  "group",
  "closed_only_kept",
  "closed_only_of",
  "closed_and_overdue_kept",
  "closed_and_overdue_of",
  "all_due_kept",
  "all_due_of",
  "median_hours",
  "p90_hours",
  "kept_after_notice_kept",
  "kept_after_notice_of",
];

const rounded = (hours: number | undefined): number | undefined =>
  hours === undefined ? undefined : Math.round(hours * 10) / 10;

const line = (
  name: string,
  { closedOnly, closedAndOverdue, allDue, keptAfterNotice, medianInHours, p90InHours }: Attainment,
): readonly CsvCell[] => [
  name,
  closedOnly.kept,
  closedOnly.of,
  closedAndOverdue.kept,
  closedAndOverdue.of,
  allDue.kept,
  allDue.of,
  rounded(medianInHours),
  rounded(p90InHours),
  keptAfterNotice.kept,
  keptAfterNotice.of,
];

/** The report as CSV (RFC 4180): a line for each group, and one for all. */
export const renderReportCsv = ({ groups, total }: Pick<AttainmentReport, "groups" | "total">): string =>
  toCsv([COLUMNS, ...groups.map(({ name, attainment }) => line(name, attainment)), line("all", total)]);
