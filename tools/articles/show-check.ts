import type { Article, ContentProblem } from "../../src/core/articles/article.ts";
import { offerTypeName } from "../../src/core/articles/offer-types.ts";
import { align, type Cell } from "./align.ts";
import { type CheckedArticle, type CheckedFolder, shownPath } from "./check-folder.ts";
import type { Paint } from "./paint.ts";

const UNITS = { businessDays: "business days", calendarDays: "calendar days" } as const;

const showSla = ({ kind, amount, additions }: Article["sla"]): string =>
  kind === "none"
    ? "no review time"
    : [
        `${amount} ${amount === 1 ? UNITS[kind].slice(0, -1) : UNITS[kind]}`,
        ...additions.map((added) => `+${added.amount}`),
      ].join(" ");

const toRow = ({ file, article, problems }: CheckedArticle, paint: Paint): Cell[] => {
  const isOk = problems.length === 0;
  const state = { text: isOk ? "ok" : "problem", paint: isOk ? paint.good : paint.bad };
  if (article === undefined) return [state, { text: file }, { text: "left out", paint: paint.dim }];
  const [offerType] = article.offerTypes;
  return [
    state,
    { text: file },
    { text: offerType === undefined ? "every other offer type" : offerTypeName(offerType) },
    { text: showSla(article.sla) },
    { text: `${article.steps.length} steps`, isRight: true },
    { text: `${article.documents.length} documents`, isRight: true },
    { text: article.expediteNote ? "note" : "", paint: paint.dim },
  ];
};

/** `file:line:column: message`, as editors and terminals understand it. */
export const showProblem = (dir: string, { file, line, column, message }: ContentProblem): string =>
  `${shownPath(dir, file)}:${line}:${column}: ${message}`;

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? "" : "s"}`;

/** The check as lines for people: a table, then every problem with its place, then the sum. */
export const showCheck = (
  folder: CheckedFolder,
  findings: readonly ContentProblem[],
  paint: Paint,
): readonly string[] => {
  const problems = folder.articles.flatMap((article) => article.problems);
  const all = [...problems, ...findings];
  return [
    ...align(folder.articles.map((article) => toRow(article, paint))),
    ...(all.length > 0 ? ["", ...all.map((problem) => showProblem(folder.dir, problem))] : []),
    "",
    paint.strong(
      [
        count(folder.articles.length, "article"),
        count(problems.length, "problem"),
        ...(findings.length > 0 ? [count(findings.length, "link finding")] : []),
        ...(folder.skipped.length > 0 ? [`${count(folder.skipped.length, "file")} skipped`] : []),
      ].join(", "),
    ),
  ];
};
