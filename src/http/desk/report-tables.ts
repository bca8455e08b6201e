import { toCsv } from "../../core/csv.ts";
import { renderReportCsv } from "../../core/sla/report-csv.ts";
import type { ReportQuery } from "../../core/sla/report-request.ts";
import type { Verbs } from "../route.ts";

type MakeTable = (verbs: Verbs, query: ReportQuery) => Promise<string>;

/** Every table of the report as CSV, by the name of its file. */
export const REPORT_TABLES = {
  "attainment.csv": async (verbs, query) => renderReportCsv(await verbs.reportAttainment(query)),
  "weeks.csv": async (verbs, query) => {
    const { weeks, total } = await verbs.reportAttainment(query);
    return renderReportCsv({ groups: weeks, total });
  },
  "recurrence.csv": async (verbs) => {
    const { texts } = await verbs.reportRecurrence();
    return toCsv([
      ["policy", "title", "version", "is_current", "came_back", "failed_again", "share", "low", "high"],
      ...texts.map(({ policy, title, version, isCurrent, cameBack, failedAgain, share, low, high }) => [
        policy,
        title,
        version,
        String(isCurrent),
        cameBack,
        failedAgain,
        share,
        low,
        high,
      ]),
    ]);
  },
  "forecast.csv": async (verbs) => {
    const { days } = await verbs.forecastBreaches({});
    return toCsv([
      ["date", "late", "low", "high"],
      ...days.map(({ date, late, low, high }) => [date, late, low, high]),
    ]);
  },
  "kept-forecasts.csv": async (verbs) => {
    const { kept } = await verbs.forecastBreaches({});
    return toCsv([
      ["made_at", "ahead", "date", "late", "low", "high", "actual"],
      ...kept.map(({ madeAt, ahead, date, late, low, high, actual }) => [madeAt, ahead, date, late, low, high, actual]),
    ]);
  },
  "order.csv": async (verbs) => {
    const { order } = await verbs.forecastBreaches({});
    return toCsv([
      ["submission", "offer", "offer_type", "due_at", "can_be_kept"],
      ...order.map(({ submissionId, offerName, offerType, dueAt, canBeKept }) => [
        submissionId,
        offerName,
        offerType,
        dueAt,
        String(canBeKept),
      ]),
    ]);
  },
} as const satisfies Readonly<Record<string, MakeTable>>;
