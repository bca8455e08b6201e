import type { Article, ContentProblem } from "../../../src/core/articles/article.ts";
import { parseArticle } from "../../../src/core/articles/parse-article.ts";

/** A small article whose header and body a test can change. */
export const sampleText = (
  body = "",
  attributes: readonly string[] = ['pageTitle="Virtual machine: certification"'],
): string =>
  [
    "<properties",
    ...attributes.map((attribute) => `\t${attribute}`),
    '\tselfHelpType="generic"',
    '\townershipId="PartnerCenter_Offer_Certification"',
    "/>",
    "",
    body,
  ].join("\n");

/** The article a text gives and its problems; fails when the text gives none. */
export const readSample = (
  content: string | Uint8Array,
  file = "sample.md",
): { readonly article: Article; readonly problems: readonly ContentProblem[] } => {
  const parsed = parseArticle({ file, content });
  if (parsed.kind !== "article") throw new Error(`Expected an article, got ${JSON.stringify(parsed)}.`);
  return parsed;
};
