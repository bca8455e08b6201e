import type { Article, ArticleCatalogue, ContentProblem } from "./article.ts";
import { BUILT_IN_GENERAL, isGeneralSlug } from "./general-article.ts";
import { canonicalOfferType, offerTypeKey } from "./offer-types.ts";

const DEFAULT_LOCALE = "";

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

/** The articles of one locale. */
interface LocaleIndex {
  readonly byAlias: Map<string, Article>;
  readonly generals: Article[];
}

const claim = (article: Article, holder: Article, what: string): ContentProblem => ({
  file: article.file,
  line: 1,
  column: 1,
  message: `${article.file} and ${holder.file} both claim ${what}; ${holder.file} serves.`,
});

const isSame = (a: ContentProblem, b: ContentProblem): boolean => a.file === b.file && a.message === b.message;

/** Enters an article under all its aliases; what another one holds already is a problem, one for each holder. */
const enter = (article: Article, { byAlias, generals }: LocaleIndex): ContentProblem[] => {
  if (isGeneralSlug(article.slug)) {
    generals.push(article);
    const [holder] = generals;
    return holder === undefined || holder === article ? [] : [claim(article, holder, "to be the general article")];
  }
  const taken = new Map<Article, string[]>();
  for (const alias of article.offerTypes) {
    const key = offerTypeKey(alias);
    const holder = byAlias.get(key);
    if (holder === undefined) byAlias.set(key, article);
    else if (holder !== article) taken.set(holder, [...(taken.get(holder) ?? []), alias]);
  }
  return Array.from(taken, ([holder, aliases]) =>
    claim(article, holder, aliases.slice(0, 3).join(", ") + (aliases.length > 3 ? " and more" : "")),
  );
};

/** Makes the catalogue from parsed articles, however they were kept; `problems` are those met while parsing, or all of an earlier catalogue. Of two articles that claim one alias the first by file name serves. */
export const makeArticleCatalogue = (
  articles: readonly Article[],
  problems: readonly ContentProblem[] = [],
): ArticleCatalogue => {
  const sorted = articles.toSorted(compareFiles);
  const byLocale = new Map<string, LocaleIndex>();
  const claims = sorted.flatMap((article) => {
    const locale = localeKey(article.locale);
    const index = byLocale.get(locale) ?? { byAlias: new Map(), generals: [] };
    byLocale.set(locale, index);
    return enter(article, index);
  });
  return {
    articles: sorted,
    problems: [...problems, ...claims.filter((found) => !problems.some((known) => isSame(known, found)))],
    find: (offerType, locale) => {
      const keys = [offerTypeKey(offerType), offerTypeKey(canonicalOfferType(offerType) ?? offerType)];
      const indexes = fallbacks(locale).flatMap((key) => byLocale.get(key) ?? []);
      for (const { byAlias } of indexes) {
        const article = keys.map((key) => byAlias.get(key)).find((found) => found !== undefined);
        if (article) return { article, isGeneral: false };
      }
      return { article: indexes.flatMap(({ generals }) => generals)[0] ?? BUILT_IN_GENERAL, isGeneral: true };
    },
  };
};
