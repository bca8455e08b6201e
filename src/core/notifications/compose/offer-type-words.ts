import type { Article } from "../../articles/article.ts";
import { canonicalOfferType, offerTypeName } from "../../articles/offer-types.ts";

/** The offer type in words: its name, else the title of the article that serves it, else what the producer wrote. */
export const offerTypeWords = (offerType: string, article: Article, isGeneral: boolean): string =>
  canonicalOfferType(offerType) === undefined && !isGeneral ? article.title : offerTypeName(offerType);
