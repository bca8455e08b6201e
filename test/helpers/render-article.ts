import type { Article, ReviewTime } from "../../src/core/articles/article.ts";

const attribute = (name: string, value: string): string =>
  `\t${name}="${value.replaceAll("&", "&amp;").replaceAll('"', "&quot;")}"`;

const UNITS = { businessDays: "business days", calendarDays: "days" } as const;

const slaValue = ({ kind, amount, additions }: ReviewTime): string =>
  kind === "none"
    ? "none"
    : [
        `${amount} ${UNITS[kind]}`,
        ...additions.map((added) => `${added.amount} ${UNITS[kind]} when ${added.when}`),
      ].join("; ");

/** Writes an article in the format it is read from; links outside note, steps and documents are lost. */
export const renderArticle = (article: Article): string =>
  [
    "<properties",
    attribute("pageTitle", article.title),
    attribute("articleId", article.articleId),
    attribute("selfHelpType", "generic"),
    attribute("supportTopicIds", article.supportTopicIds.join(",")),
    attribute("offerTypes", article.offerTypes.join(", ")),
    attribute("sla", slaValue(article.sla)),
    "/>",
    "",
    ...(article.note === undefined ? [] : [`**IMPORTANT**: ${article.note}`, ""]),
    "## **Recommended Steps**",
    "",
    ...article.steps.map((step, index) => `${index + 1}. ${step}`),
    "",
    "## **Recommended Documents**",
    "",
    ...article.documents.map(
      ({ text, url }) =>
        `* [${text.replace(/[\\`*_{}[\]<>()#+!|&~.-]/g, "\\$&")}](<${url.replace(/[\\<>]/g, "\\$&")}>)`,
    ),
    "",
  ].join("\n");
