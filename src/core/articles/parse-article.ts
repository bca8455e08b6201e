import { createHash } from "node:crypto";
import type { Article, ContentProblem } from "./article.ts";
import { decodeArticle } from "./decode-article.ts";
import { isGeneralSlug } from "./general-article.ts";
import { isSurelyNoArticle, whyNoCertificationArticle } from "./is-certification-article.ts";
import { findExceededLimit } from "./markdown-limits.ts";
import { offerTypeName } from "./offer-types.ts";
import { parseBody } from "./parse-body.ts";
import { type HeaderAttributes, type ParsedHeader, parseHeader } from "./parse-header.ts";
import { parseSlaAttribute } from "./parse-sla-attribute.ts";
import { makePlaces } from "./places.ts";
import { readOfferTypes } from "./read-offer-types.ts";

/** One file of an articles folder. */
export interface ArticleSource {
  /** Path relative to the articles folder, with `/`. */
  readonly file: string;
  /** Locale of the folder the file lies in, absent for the default language. */
  readonly locale?: string;
  /** What the file holds; of a file that is too large its beginning will do. */
  readonly content: Uint8Array | string;
  /** Size of the whole file in bytes, when `content` is only its beginning. */
  readonly size?: number;
}

/**
 * What became of a file: an article that can serve, perhaps with problems; a file that is no certification article; or one
 * that is or may be one but cannot be read, and so is left out.
 */
export type ParsedArticle =
  | { readonly kind: "article"; readonly article: Article; readonly problems: readonly ContentProblem[] }
  | { readonly kind: "skipped"; readonly reason: string }
  | { readonly kind: "broken"; readonly problems: readonly ContentProblem[] };

interface Problem {
  readonly offset: number;
  readonly message: string;
}

const slugOf = (file: string): string => (file.split("/").at(-1) ?? file).replace(/\.[^.]+$/, "");

const looksLikeArticle = (text: string): boolean =>
  /certif/i.test(text) && /^ {0,3}#{2,6}[ \t*_]+recommended (?:steps|documents)\b/im.test(text);

const splitIds = (value: string | undefined): string[] =>
  (value ?? "")
    .split(",")
    .map((id) => id.trim())
    .filter((id) => id !== "");

const readHeaderParts = (attributes: HeaderAttributes, start: number, slug: string) => {
  const types =
    isGeneralSlug(slug) && !attributes.get("offertypes")?.value
      ? { offerTypes: [] }
      : readOfferTypes(attributes, start);
  const title = attributes.get("pagetitle")?.value ?? "";
  const sla = attributes.get("sla");
  const time = sla && sla.value !== "" ? parseSlaAttribute(sla.value) : undefined;
  const problems: Problem[] = [
    ...(title === "" ? [{ offset: start, message: "The header has no pageTitle." }] : []),
    ...("problem" in types && types.problem ? [types.problem] : []),
    ...(time && "problem" in time ? [{ offset: sla?.offset ?? start, message: time.problem }] : []),
  ];
  const parts = {
    title: title || offerTypeName(types.offerTypes[0] ?? slug),
    articleId: attributes.get("articleid")?.value ?? "",
    offerTypes: types.offerTypes,
    supportTopicIds: splitIds(attributes.get("supporttopicids")?.value),
  };
  return { parts, problems, time };
};

const parseWithHeader = (
  source: ArticleSource,
  header: Extract<ParsedHeader, { kind: "header" }>,
): { readonly article: Article; readonly problems: readonly Problem[] } | { readonly broken: Problem } => {
  const limit = findExceededLimit(header.body);
  if (limit) return { broken: { offset: header.bodyStart + limit.offset, message: limit.reason } };
  const slug = slugOf(source.file);
  const { parts, problems, time } = readHeaderParts(header.attributes, header.start, slug);
  const body = parseBody(header.body, header.bodyStart, time === undefined);
  return {
    article: {
      file: source.file,
      slug,
      ...(source.locale !== undefined && { locale: source.locale }),
      ...parts,
      ...body.parts,
      ...(time && !("problem" in time) && { sla: time }),
      version: createHash("sha256").update(source.content).digest("hex").slice(0, 16),
    },
    problems: [
      ...header.repeated.map(({ name, offset }) => ({
        offset,
        message: `The attribute ${name} is here a second time; the first one counts.`,
      })),
      ...problems,
      ...body.problems,
    ],
  };
};

const parseDecoded = (source: ArticleSource): ParsedArticle => {
  const size =
    source.size ?? (typeof source.content === "string" ? Buffer.byteLength(source.content) : source.content.length);
  const { text, fault } = decodeArticle(source.content, size);
  const placeOf = makePlaces(text);
  const toProblem = ({ offset, message }: Problem): ContentProblem => ({
    file: source.file,
    ...placeOf(offset),
    message,
  });
  const broken = (problem: Problem): ParsedArticle => ({ kind: "broken", problems: [toProblem(problem)] });

  const header = parseHeader(text);
  if (header.kind === "none") {
    if (fault) return broken(fault);
    return looksLikeArticle(text)
      ? broken({ offset: 0, message: "The article has no header `<properties … />` at its top." })
      : { kind: "skipped", reason: "it has no header `<properties … />` at its top" };
  }
  if (header.kind === "broken")
    return isSurelyNoArticle(header.attributes)
      ? { kind: "skipped", reason: "its header breaks off, but shows that it is no certification article" }
      : broken(fault ?? { offset: header.at, message: header.reason });
  const reason = whyNoCertificationArticle(header.attributes);
  if (reason !== undefined) return { kind: "skipped", reason };
  if (fault) return broken(fault);
  const parsed = parseWithHeader(source, header);
  if ("broken" in parsed) return broken(parsed.broken);
  const problems = parsed.problems.toSorted((a, b) => a.offset - b.offset).map(toProblem);
  return { kind: "article", article: parsed.article, problems };
};

/** Reads one file of an articles folder. Never throws: whatever is wrong is a problem with its place. */
export const parseArticle = (source: ArticleSource): ParsedArticle => {
  try {
    return parseDecoded(source);
  } catch (error) {
    const message = `The file cannot be read: ${error instanceof Error ? error.message : "unknown fault"}.`;
    return { kind: "broken", problems: [{ file: source.file, line: 1, column: 1, message }] };
  }
};
