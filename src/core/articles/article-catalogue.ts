import type { Article, ArticleCatalogue, ContentProblem } from "./article.ts";
import { BUILT_IN_GENERAL } from "./general-article.ts";
import { canonicalOfferType, offerTypeKey } from "./offer-types.ts";
import { isGeneralSlug } from "./parse-article.ts";

const DEFAULT_LOCALE = "";
const GENERAL = "\0general";

const localeKey = (locale: string | undefined): string => (locale ?? DEFAULT_LOCALE).toLowerCase();

/** `de-AT` is looked up as itself, as `de`, then in the default language. */
const fallbacks = (locale: string | undefined): readonly string[] => {
  const parts = localeKey(locale).split(/[-_]/);
  return [...parts.map((_, index) => parts.slice(0, parts.length - index).join("-")), DEFAULT_LOCALE];
};

const compareFiles = (a: Article, b: Article): number =>
  localeKey(a.locale) === localeKey(b.locale)
    ? a.file < b.file
      ? -1
      : a.file > b.file
        ? 1
        : 0
    : localeKey(a.locale) < localeKey(b.locale)
      ? -1
      : 1;

const indexKeys = (article: Article): readonly string[] =>
  isGeneralSlug(article.slug) ? [GENERAL] : article.offerTypes.map(offerTypeKey);

/** The articles of each locale by alias, and a problem for every article that claims what another one has. */
const indexArticles = (articles: readonly Article[]) => {
  const byLocale = new Map<string, Map<string, Article>>();
  const problems: ContentProblem[] = [];
  for (const article of articles) {
    const locale = localeKey(article.locale);
    const index = byLocale.get(locale) ?? new Map<string, Article>();
    byLocale.set(locale, index);
    const holders = new Map<Article, string[]>();
    for (const key of indexKeys(article)) {
      const holder = index.get(key);
      if (holder === undefined) index.set(key, article);
      else if (holder !== article) holders.set(holder, [...(holders.get(holder) ?? []), key]);
    }
    for (const [holder, keys] of holders) {
      const claims =
        keys[0] === GENERAL
          ? "to be the general article"
          : article.offerTypes
              .filter((name) => keys.includes(offerTypeKey(name)))
              .slice(0, 3)
              .join(", ");
      problems.push({
        file: article.file,
        line: 1,
        column: 1,
        message: `${article.file} and ${holder.file} both claim ${claims}${keys.length > 3 ? " and more" : ""}; ${holder.file} serves.`,
      });
    }
  }
  return { byLocale, problems };
};

/** Makes the catalogue from parsed articles, however they were kept; `problems` are those met while parsing. Of two articles that claim one alias the first by file name serves. */
export const makeArticleCatalogue = (
  articles: readonly Article[],
  problems: readonly ContentProblem[] = [],
): ArticleCatalogue => {
  const sorted = articles.toSorted(compareFiles);
  const { byLocale, problems: claims } = indexArticles(sorted);
  return {
    articles: sorted,
    problems: [...problems, ...claims],
    find: (offerType, locale) => {
      const keys = [offerTypeKey(offerType), offerTypeKey(canonicalOfferType(offerType) ?? offerType)];
      const indexes = fallbacks(locale).flatMap((key) => byLocale.get(key) ?? []);
      for (const index of indexes) {
        const article = keys.map((key) => index.get(key)).find((found) => found !== undefined);
        if (article) return { article, isGeneral: false };
      }
      const general = indexes.map((index) => index.get(GENERAL)).find((found) => found !== undefined);
      return { article: general ?? BUILT_IN_GENERAL, isGeneral: true };
    },
  };
};
