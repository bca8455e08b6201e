import { offerTypeName } from "../../src/core/articles/offer-types.ts";
import { plusMs } from "../../src/core/instant.ts";
import type { Attainment, Figure } from "../../src/core/sla/attainment.ts";
import type { AttainmentReport } from "../../src/core/sla/attainment-report.ts";
import { zoneNamed } from "../../src/core/sla/zone.ts";

/** `97 %`, or a dash when there was nothing to judge. Only what is wholly kept is called 100 %. */
export const percent = ({ kept, of, share }: Figure): string => {
  if (share === undefined) return "–";
  const rounded = Math.round(share * 100);
  return `${rounded === 100 && kept < of ? 99 : rounded} %`;
};

/** Business hours with one digit, or a dash. */
export const hours = (value: number | undefined): string => (value === undefined ? "–" : `${value.toFixed(1)} h`);

/** The name of a group as people say it, in one line. */
export const groupName = (name: string, by: AttainmentReport["by"]): string => {
  const words = by === "offerType" ? offerTypeName(name) : name;
  return words.replace(/[\p{C}\p{Z}]+/gu, " ").trim();
};

/** First and last day of the period, both included. */
export const periodDays = ({ from, to, zone }: AttainmentReport): { first: string; last: string } => {
  const { dateOf } = zoneNamed(zone);
  return { first: dateOf(from), last: dateOf(plusMs(to, -1)) };
};

const figure = (one: Figure): string => `${percent(one).padStart(6)} ${`${one.kept}/${one.of}`.padStart(9)}`;

const row = (
  name: string,
  { closedOnly, closedAndOverdue, allDue, keptAfterNotice, medianInHours, p90InHours }: Attainment,
): string =>
  [
    (name.length > 30 ? `${name.slice(0, 29)}…` : name).padEnd(30),
    figure(closedOnly),
    figure(closedAndOverdue),
    figure(allDue),
    figure(keptAfterNotice),
    hours(medianInHours).padStart(8),
    hours(p90InHours).padStart(8),
  ].join("  ");

/** The report for a terminal. */
export const renderReportText = (report: AttainmentReport): string => {
  const { first, last } = periodDays(report);
  const { paused, untracked, provisional } = report.notJudged;
  const heads = ["", "closed only", "closed+overdue", "all due", "after notice"];
  return [
    `SLA attainment, ${first} to ${last} (${report.zone})`,
    "",
    [heads[0]?.padEnd(30), ...heads.slice(1).map((head) => head.padStart(16)), "  median", "     p90"].join("  "),
    ...report.groups.map(({ name, attainment }) => row(groupName(name, report.by), attainment)),
    row("all", report.total),
    "",
    report.atRisk.length === 0 ? "No open review is late or due soon." : "Open, late or due soon:",
    ...report.atRisk.map(
      ({ submissionId, offerName, dueAt, isLate }) =>
        `  ${isLate ? "late" : "soon"}  due ${zoneNamed(report.zone).dateOf(dueAt)}  ${groupName(offerName, "publisher")} (${groupName(submissionId, "publisher")})`,
    ),
    `In no figure: ${paused} paused, ${untracked} without a promised time, ${provisional} beyond their calendar.`,
    "",
  ].join("\n");
};
