import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Article, ArticleCatalogue, ContentProblem } from "../../core/articles/article.ts";
import { makeArticleCatalogue } from "../../core/articles/article-catalogue.ts";
import type { PolicyCatalogue, PolicyData } from "../../core/policies/policy.ts";
import { makePolicyCatalogue } from "../../core/policies/policy-catalogue.ts";

/** Articles and policies, ready to be asked. */
export interface Content {
  readonly articles: ArticleCatalogue;
  readonly policies: PolicyCatalogue;
  readonly problems: readonly ContentProblem[];
}

/** What the build parses once, so that a cold start parses nothing. */
export interface CompiledContent {
  readonly articles: readonly Article[];
  readonly articleProblems: readonly ContentProblem[];
  readonly policies: PolicyData;
  readonly policyProblems: readonly ContentProblem[];
}

/** File that the build puts beside the bundle. */
export const COMPILED_CONTENT = "content.json";

/** Parses the app's own articles and policies. */
export const compileContent = async (appRoot: string): Promise<CompiledContent> => {
  const articles = await parseArticles(join(appRoot, "articles"), appRoot);
  const { loadPolicies } = await import("../policies/load-policies.ts");
  const { data, problems } = loadPolicies(join(appRoot, "policies"));
  return { articles: articles.articles, articleProblems: articles.problems, policies: data, policyProblems: problems };
};

/** The app's content as the build compiled it, else parsed now; the articles of `articlesDir` replace the app's own. */
export const loadContent = async (appRoot: string, codeFolder: string, articlesDir?: string): Promise<Content> => {
  const file = join(codeFolder, COMPILED_CONTENT);
  const compiled = existsSync(file)
    ? (JSON.parse(readFileSync(file, "utf8")) as CompiledContent)
    : await compileContent(appRoot);
  const articles =
    articlesDir === undefined
      ? makeArticleCatalogue(compiled.articles, compiled.articleProblems)
      : await parseArticles(articlesDir, appRoot);
  return {
    articles,
    policies: makePolicyCatalogue(compiled.policies),
    problems: [...articles.problems, ...compiled.policyProblems],
  };
};

const parseArticles = async (folder: string, appRoot: string): Promise<ArticleCatalogue> => {
  const { loadArticles } = await import("../articles/load-articles.ts");
  return await loadArticles(folder, join(appRoot, "articles", "general.md"));
};
