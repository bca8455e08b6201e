import type { Attainment } from "../../src/core/sla/attainment.ts";
import type { AttainmentReport } from "../../src/core/use-cases/report-attainment.ts";

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
];

/** A spreadsheet takes text that begins like a formula for one; names come from outside. */
const cell = (value: string | number | undefined): string => {
  if (value === undefined || typeof value === "number") return String(value ?? "");
  const harmless = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
};

const rounded = (hours: number | undefined): number | undefined =>
  hours === undefined ? undefined : Math.round(hours * 10) / 10;

const line = (name: string, { closedOnly, closedAndOverdue, allDue, medianInHours, p90InHours }: Attainment): string =>
  [
    name,
    closedOnly.kept,
    closedOnly.of,
    closedAndOverdue.kept,
    closedAndOverdue.of,
    allDue.kept,
    allDue.of,
    rounded(medianInHours),
    rounded(p90InHours),
  ]
    .map(cell)
    .join(",");

/** The report as CSV (RFC 4180): a line for each group, and one for all. */
export const renderReportCsv = ({ groups, total }: AttainmentReport): string =>
  [COLUMNS.join(","), ...groups.map(({ name, attainment }) => line(name, attainment)), line("all", total), ""].join(
    "\r\n",
  );
