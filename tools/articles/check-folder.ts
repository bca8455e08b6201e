import { join, relative } from "node:path";
import { type ReadArticle, readArticles } from "../../src/adapters/articles/read-articles.ts";
import type { Article, ContentProblem } from "../../src/core/articles/article.ts";
import { makeArticleCatalogue } from "../../src/core/articles/article-catalogue.ts";

/** One certification article of a folder with its problems; `article` is absent when the file cannot be read. */
export interface CheckedArticle {
  readonly file: string;
  readonly article?: Article;
  readonly problems: readonly ContentProblem[];
}

/** Everything found in a folder. */
export interface CheckedFolder {
  readonly dir: string;
  readonly articles: readonly CheckedArticle[];
  readonly skipped: readonly { readonly file: string; readonly reason: string }[];
}

const toChecked = ({ file, parsed }: ReadArticle, claims: readonly ContentProblem[]): CheckedArticle[] => {
  if (parsed.kind === "skipped") return [];
  const problems = [...parsed.problems, ...claims.filter((claim) => claim.file === file)];
  return [{ file, ...(parsed.kind === "article" && { article: parsed.article }), problems }];
};

/** Reads a folder, and finds articles that claim the same offer type. */
export const checkFolder = async (dir: string): Promise<CheckedFolder> => {
  const files = await readArticles(dir);
  const claims = makeArticleCatalogue(
    files.flatMap(({ parsed }) => (parsed.kind === "article" ? parsed.article : [])),
  ).problems;
  return {
    dir,
    articles: files.flatMap((file) => toChecked(file, claims)),
    skipped: files.flatMap(({ file, parsed }) => (parsed.kind === "skipped" ? { file, reason: parsed.reason } : [])),
  };
};

/** A path as people and terminals follow it: from where they are, or the whole path when it leads elsewhere. */
export const shownPath = (dir: string, file: string): string => {
  const path = join(dir, file);
  const fromHere = relative(process.cwd(), path);
  return fromHere.startsWith("..") ? path : fromHere;
};
