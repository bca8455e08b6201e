import { offerTypeName } from "../../core/articles/offer-types.ts";
import { type Instant, plusMs } from "../../core/instant.ts";
import { NO_TEXT, VERSION_UNKNOWN } from "../../core/policies/recurrence.ts";
import type { Attainment, Figure } from "../../core/sla/attainment.ts";
import { renderAttainmentChart } from "../../core/sla/attainment-chart.ts";
import { REPORT_BYS } from "../../core/sla/attainment-groups.ts";
import type { AttainmentReport } from "../../core/sla/attainment-report.ts";
import { toDate } from "../../core/sla/civil-day.ts";
import type { LateByDay } from "../../core/sla/forecast.ts";
import { zoneNamed } from "../../core/sla/zone.ts";
import type { BreachForecast } from "../../core/verbs/forecast-breaches.ts";
import type { RecurrenceReport } from "../../core/verbs/report-recurrence.ts";
import { REPORT_LINK, reviewLink } from "./links.ts";
import type { REPORT_TABLES } from "./report-tables.ts";
import { toDayText, toTimeView, zoneName } from "./time-view.ts";
import { count } from "./words.ts";

const BY_WORDS: Readonly<Record<(typeof REPORT_BYS)[number], string>> = {
  offerType: "Offer type",
  publisher: "Publisher",
  week: "Week",
};

const MOST_KEPT_SHOWN = 20;
const MOST_IN_ORDER = 20;

const percent = (share: number | undefined): string => (share === undefined ? "–" : `${Math.round(share * 100)} %`);

const figure = ({ kept, of, share }: Figure) => ({ share: percent(share), counts: `${kept} of ${of}` });

const toRow = (
  name: string,
  { closedOnly, closedAndOverdue, allDue, keptAfterNotice, medianInHours, p90InHours }: Attainment,
) => ({
  name,
  figures: [closedOnly, closedAndOverdue, allDue, keptAfterNotice].map(figure),
  median: hours(medianInHours),
  p90: hours(p90InHours),
});

const hours = (value: number | undefined): string => (value === undefined ? "–" : `${Math.round(value)} h`);

/** What the page of figures shows. */
export const toReportView = (report: AttainmentReport, recurrence: RecurrenceReport, forecast: BreachForecast) => {
  const dayOf = (at: Instant): string => toDate(zoneNamed(report.zone).dayOf(at));
  const asked = { from: dayOf(report.from), to: dayOf(plusMs(report.to, -1)) };
  const nameOf = (name: string): string => (report.by === "offerType" ? offerTypeName(name) : name);
  const csv = (table: keyof typeof REPORT_TABLES): string => {
    const given = { ...asked, by: report.by };
    return `${REPORT_LINK}/${table}?${new URLSearchParams(given)}`;
  };
  return {
    asOf: toTimeView(report.asOf, report.zone),
    zone: zoneName(report.zone),
    link: REPORT_LINK,
    asked,
    bys: REPORT_BYS.map((value) => ({ value, text: BY_WORDS[value], isChosen: value === report.by })),
    byWord: BY_WORDS[report.by],
    chart: renderAttainmentChart(report.weeks, "Share of reviews finished in time, week by week", { isStyled: false }),
    rows: report.groups.map(({ name, attainment }) => toRow(nameOf(name), attainment)),
    total: toRow("All", report.total),
    notJudged: report.notJudged,
    csv: {
      attainment: csv("attainment.csv"),
      weeks: csv("weeks.csv"),
      recurrence: csv("recurrence.csv"),
      forecast: csv("forecast.csv"),
      kept: csv("kept-forecasts.csv"),
      order: csv("order.csv"),
    },
    texts: recurrence.texts.map(
      ({ policy, title = "", version, isCurrent, cameBack, failedAgain, share, low, high }) => ({
        policy,
        title,
        version: VERSION_WORDS[version] ?? `text ${version.slice(0, 8)}`,
        isCurrent,
        again: `${failedAgain} of ${cameBack}`,
        share: percent(share),
        between: `${percent(low)} to ${percent(high)}`,
      }),
    ),
    hidden: `${count(recurrence.hidden, "text")} with fewer than ${recurrence.fewestShown} offers that came back`,
    days: forecast.days.map((day) => ({ ...boundsOf(day), date: toDayText(day.date) })),
    order: forecast.order.slice(0, MOST_IN_ORDER).map(({ submissionId, offerName, offerType, dueAt, canBeKept }) => ({
      submissionId,
      offerName,
      link: reviewLink(submissionId),
      offerType: offerTypeName(offerType),
      due: toTimeView(dueAt, forecast.zone),
      word: canBeKept ? "can be kept" : "cannot be kept",
      tone: canBeKept ? "calm" : "late",
    })),
    kept: forecast.kept.slice(-MOST_KEPT_SHOWN).map((one) => ({
      ...one,
      ...boundsOf(one),
      date: toDayText(one.date),
      madeAt: toTimeView(one.madeAt, forecast.zone),
    })),
    keptWithin: forecast.keptWithin === undefined ? null : percent(forecast.keptWithin),
  };
};

const boundsOf = ({ late, low, high }: LateByDay) => ({
  late: late.toFixed(1),
  low: low.toFixed(1),
  high: high.toFixed(1),
});

const VERSION_WORDS: Readonly<Record<string, string>> = {
  [NO_TEXT]: "no text of ours",
  [VERSION_UNKNOWN]: "version not kept",
};
