import type { Attainment, Figure } from "../../src/core/sla/attainment.ts";
import { renderAttainmentChart } from "../../src/core/sla/attainment-chart.ts";
import type { AttainmentReport } from "../../src/core/sla/attainment-report.ts";
import { zoneNamed } from "../../src/core/sla/zone.ts";
import { groupName, hours, percent, periodDays } from "./report-text.ts";

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);

const BY_WORDS = { offerType: "Offer type", publisher: "Publisher", week: "Week (from Monday)" } as const;

const STYLE = `
  :root { color-scheme: light dark; --ink: #242424; --quiet: #616161; --page: #ffffff; --soft: #f5f5f5; --line: #e0e0e0; --accent: #0f6cbd; --late: #b10e1c; --soon: #8a5300; }
  @media (prefers-color-scheme: dark) { :root { --ink: #ffffff; --quiet: #adadad; --page: #1f1f1f; --soft: #292929; --line: #424242; --accent: #479ef5; --late: #f1707b; --soon: #f7b756; } }
  * { box-sizing: border-box; }
  body { font: 16px/24px system-ui, sans-serif; color: var(--ink); background: var(--page); max-width: 960px; margin: 0 auto; padding: 32px 16px 64px; }
  h1 { font-size: 28px; line-height: 36px; margin: 0; }
  h2 { font-size: 20px; line-height: 28px; margin: 40px 0 8px; }
  p { margin: 4px 0 0; max-width: 68ch; }
  .quiet { color: var(--quiet); }
  .figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(168px, 1fr)); gap: 16px; margin: 24px 0 0; padding: 0; }
  .figures div { background: var(--soft); border-radius: 8px; padding: 16px; }
  dt { font-weight: 600; }
  dd { margin: 0; }
  dd.big { font-size: 36px; line-height: 44px; font-variant-numeric: tabular-nums; }
  .scroll { overflow-x: auto; }
  table { border-collapse: collapse; width: 100%; font-size: 14px; line-height: 20px; font-variant-numeric: tabular-nums; }
  th, td { padding: 8px 12px; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
  th { font-weight: 600; }
  thead th { border-bottom: 2px solid var(--line); vertical-align: bottom; }
  tbody th { font-weight: 400; min-width: 140px; overflow-wrap: break-word; }
  tfoot th, tfoot td { font-weight: 600; border-bottom: 0; }
  .number { text-align: right; white-space: nowrap; }
  .number small { display: block; color: var(--quiet); font-size: 12px; line-height: 16px; font-weight: 400; }
  .status { font-weight: 600; white-space: nowrap; }
  .late { color: var(--late); } .soon { color: var(--soon); }
  figure { margin: 16px 0 0; } svg { width: 100%; min-width: 560px; height: auto; }
  @media print { body { max-width: none; padding: 0; } }`;

const cell = (figure: Figure): string =>
  `<td class="number">${percent(figure)}<small>${figure.kept} of ${figure.of}</small></td>`;

const row = (
  name: string,
  { closedOnly, closedAndOverdue, allDue, keptAfterNotice, medianInHours, p90InHours }: Attainment,
): string =>
  `<tr><th scope="row">${escapeHtml(name)}</th>${[closedOnly, closedAndOverdue, allDue, keptAfterNotice].map(cell).join("")}` +
  `<td class="number">${hours(medianInHours)}</td><td class="number">${hours(p90InHours)}</td></tr>`;

const card = (label: string, figure: Figure, meaning: string): string =>
  `<div><dt>${label}</dt><dd class="big">${percent(figure)}</dd><dd>${figure.kept} of ${figure.of}</dd><dd class="quiet">${meaning}</dd></div>`;

const groupTable = ({ groups, total, by }: AttainmentReport): string => `
<div class="scroll"><table>
<thead><tr><th scope="col">${BY_WORDS[by]}</th><th scope="col" class="number">Closed only</th><th scope="col" class="number">Closed and overdue</th><th scope="col" class="number">All due</th><th scope="col" class="number">Kept after notice</th><th scope="col" class="number">Median</th><th scope="col" class="number">9 of 10 within</th></tr></thead>
<tbody>
${groups.map(({ name, attainment }) => row(groupName(name, by), attainment)).join("\n")}
</tbody>
<tfoot>${row("All", total)}</tfoot>
</table></div>`;

const riskTable = ({ atRisk, zone }: AttainmentReport): string => {
  if (atRisk.length === 0) return "<p>No open review is late or due soon.</p>";
  const rows = atRisk.map(({ submissionId, offerName, offerType, publisherId, dueAt, isLate }) => {
    const status = isLate ? `<td class="status late">Late</td>` : `<td class="status soon">Due soon</td>`;
    const offer = `${escapeHtml(groupName(offerName, "publisher"))}<br><span class="quiet">${escapeHtml(groupName(offerType, "offerType"))}, ${escapeHtml(groupName(publisherId, "publisher"))}</span>`;
    return `<tr>${status}<td class="number">${zoneNamed(zone).dateOf(dueAt)}</td><th scope="row">${offer}</th><td>${escapeHtml(groupName(submissionId, "publisher"))}</td></tr>`;
  });
  return `<div class="scroll"><table><thead><tr><th scope="col">State</th><th scope="col" class="number">Due</th><th scope="col">Offer</th><th scope="col">Submission</th></tr></thead>
<tbody>
${rows.join("\n")}
</tbody></table></div>`;
};

/** The report as one page that needs nothing else: no script, no font, no picture; light and dark follow the reader. */
export const renderReportPage = (report: AttainmentReport): string => {
  const { total, weeks, zone, asOf, notJudged, atRisk } = report;
  const { first, last } = periodDays(report);
  const late = atRisk.filter(({ isLate }) => isLate).length;
  const title = `SLA attainment, ${first} to ${last}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${STYLE}
</style>
</head>
<body>
<h1>SLA attainment</h1>
<p class="quiet">${first} to ${last}, ${escapeHtml(zone)}. As of ${asOf.slice(0, 16).replace("T", " ")} UTC.</p>
<dl class="figures">
${card("Closed only", total.closedOnly, "Finished in this period, in time. Blind to what is still open.")}
${card("Closed and overdue", total.closedAndOverdue, "The same, and every review open and late at its end counts against it.")}
${card("All due", total.allDue, "Of all that fell due in this period, finished in time.")}
${card("Kept after notice", total.keptAfterNotice, "Of the reviews whose publisher was told a later date, finished by it.")}
<div><dt>Review time</dt><dd class="big">${hours(total.medianInHours)}</dd><dd>median</dd><dd class="quiet">9 of 10 within ${hours(total.p90InHours)}; business hours, 8 a day, pauses left out.</dd></div>
</dl>
<h2>Week by week</h2>
<figure class="scroll">${renderAttainmentChart(weeks, "Attainment by week")}</figure>
<h2>By ${BY_WORDS[report.by].toLowerCase()}</h2>
${groupTable(report)}
<h2>Open: ${late} late, ${atRisk.length - late} due soon</h2>
${riskTable(report)}
<h2>In no figure</h2>
<p>${notJudged.paused} paused, ${notJudged.untracked} without a promised time, ${notJudged.provisional} due after the end of their calendar.</p>
</body>
</html>
`;
};
