import type { Figure } from "./attainment.ts";
import type { AttainmentGroup } from "./attainment-groups.ts";

const WIDTH = 720;
const HEIGHT = 300;
const PLOT = { left: 56, right: 40, top: 40, bottom: 56 } as const;
const PLOT_WIDTH = WIDTH - PLOT.left - PLOT.right;
const PLOT_HEIGHT = HEIGHT - PLOT.top - PLOT.bottom;
const MAX_LABELS = 8;

const LINES = [
  { key: "closedOnly", label: "closed only", className: "closed" },
  { key: "closedAndOverdue", label: "closed and overdue", className: "overdue" },
  { key: "allDue", label: "all due", className: "due" },
] as const;

const STYLE = `
  .sla { font: 12px system-ui, sans-serif; --ink: #242424; --quiet: #616161; --grid: #e0e0e0; --closed: #616161; --overdue: #0f6cbd; --due: #b10e1c; }
  @media (prefers-color-scheme: dark) { .sla { --ink: #ffffff; --quiet: #adadad; --grid: #424242; --closed: #adadad; --overdue: #479ef5; --due: #f1707b; } }
  .sla text { fill: var(--ink); } .sla .quiet { fill: var(--quiet); } .sla .grid { stroke: var(--grid); }
  .sla polyline { fill: none; stroke-width: 2; }
  .sla .closed { stroke: var(--closed); stroke-dasharray: 2 4; } .sla .overdue { stroke: var(--overdue); } .sla .due { stroke: var(--due); stroke-dasharray: 8 4; }
  .sla circle { stroke: none; } .sla circle.closed { fill: var(--closed); } .sla circle.overdue { fill: var(--overdue); } .sla circle.due { fill: var(--due); }`;

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

const escapeText = (text: string): string =>
  text.replace(/\p{Cc}/gu, " ").replace(/[&<>"']/g, (character) => ESCAPES[character] ?? "");

const round = (value: number): number => Math.round(value * 10) / 10;
const xOf = (index: number, count: number): number =>
  round(PLOT.left + (count === 1 ? PLOT_WIDTH / 2 : (index * PLOT_WIDTH) / (count - 1)));
const yOf = (share: number): number => round(PLOT.top + (1 - share) * PLOT_HEIGHT);

const grid = [0, 0.25, 0.5, 0.75, 1].map(
  (share) =>
    `<line class="grid" x1="${PLOT.left}" x2="${WIDTH - PLOT.right}" y1="${yOf(share)}" y2="${yOf(share)}"/>` +
    `<text class="quiet" x="${PLOT.left - 8}" y="${yOf(share) + 4}" text-anchor="end">${share * 100} %</text>`,
);

interface Point {
  readonly x: number;
  readonly y: number;
  readonly title: string;
}

const toPoint = (name: string, label: string, figure: Figure, x: number): Point[] => {
  if (figure.share === undefined) return [];
  const title = `${name}, ${label}: ${figure.kept} of ${figure.of} (${Math.round(figure.share * 100)} %)`;
  return [{ x, y: yOf(figure.share), title }];
};

const drawLine = ({ key, label, className }: (typeof LINES)[number], groups: readonly AttainmentGroup[]): string => {
  const points = groups.flatMap(({ name, attainment }, index) =>
    toPoint(name, label, attainment[key], xOf(index, groups.length)),
  );
  const line = points.map(({ x, y }) => `${x},${y}`).join(" ");
  const dots = points.map(
    ({ x, y, title }) =>
      `<circle class="${className}" cx="${x}" cy="${y}" r="3"><title>${escapeText(title)}</title></circle>`,
  );
  return `<polyline class="${className}" points="${line}"/>${dots.join("")}`;
};

const legend = LINES.map(({ label, className }, index) => {
  const x = PLOT.left + index * 170;
  return `<polyline class="${className}" points="${x},20 ${x + 24},20"/><text x="${x + 32}" y="24">${label}</text>`;
});

const nameLabels = (groups: readonly AttainmentGroup[]): string[] => {
  const every = Math.max(1, Math.ceil(groups.length / MAX_LABELS));
  return groups.flatMap(({ name }, index) =>
    index % every === 0
      ? [
          `<text class="quiet" x="${xOf(index, groups.length)}" y="${HEIGHT - PLOT.bottom + 20}" text-anchor="middle">${escapeText(name)}</text>`,
        ]
      : [],
  );
};

/**
 * Attainment over weeks as one SVG text that needs no script, font or style sheet; light and dark follow the reader. A page that allows no
 * style in itself takes it without, and has one of its own for `.sla`.
 */
export const renderAttainmentChart = (
  groups: readonly AttainmentGroup[],
  title: string,
  { isStyled = true }: { readonly isStyled?: boolean } = {},
): string => {
  const body =
    groups.length > 0
      ? [...nameLabels(groups), ...LINES.map((line) => drawLine(line, groups))]
      : [`<text x="${WIDTH / 2}" y="${HEIGHT / 2}" text-anchor="middle">No review in this period.</text>`];
  return [
    `<svg class="sla" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeText(title)}">`,
    `<title>${escapeText(title)}</title>${isStyled ? `<style>${STYLE}</style>` : ""}`,
    ...legend,
    ...grid,
    ...body,
    `<text class="quiet" x="${PLOT.left}" y="${HEIGHT - 12}">Share of reviews finished in time, by week (Monday)</text>`,
    "</svg>",
  ].join("\n");
};
