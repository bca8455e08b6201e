import { basename, dirname } from "node:path";
import type { ArticleCatalogue } from "../../core/articles/article.ts";
import { makeArticleCatalogue } from "../../core/articles/article-catalogue.ts";
import { isGeneralSlug } from "../../core/articles/general-article.ts";
import { type ReadArticle, readArticle, readArticles } from "./read-articles.ts";

/** The articles that can serve and the problems of the files, those of articles left out among them. */
const toCatalogue = (files: readonly ReadArticle[]): ArticleCatalogue =>
  makeArticleCatalogue(
    files.flatMap(({ parsed }) => (parsed.kind === "article" ? parsed.article : [])),
    files.flatMap(({ parsed }) => (parsed.kind === "skipped" ? [] : parsed.problems)),
  );

const isGeneral = ({ parsed }: ReadArticle): boolean =>
  parsed.kind === "article" && parsed.article.locale === undefined && isGeneralSlug(parsed.article.slug);

/**
 * Loads the articles of a folder, with the file `fallbackGeneral` when the folder has no general article that can be read.
 * A broken article is left out and named in `problems`; only a folder that cannot be read makes it throw.
 */
export const loadArticles = async (dir: string, fallbackGeneral: string): Promise<ArticleCatalogue> => {
  const files = await readArticles(dir);
  if (files.some(isGeneral)) return toCatalogue(files);
  const general = await readArticle(dirname(fallbackGeneral), basename(fallbackGeneral));
  return toCatalogue([...files, general]);
};
