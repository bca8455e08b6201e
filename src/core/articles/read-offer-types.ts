import { deriveOfferType } from "./derive-offer-type.ts";
import { canonicalOfferType, offerTypeAliases, offerTypeName } from "./offer-types.ts";
import type { HeaderAttributes } from "./parse-header.ts";

/** The offer types of an article, canonical first, and what is wrong with them. */
export interface ReadOfferTypes {
  readonly offerTypes: readonly string[];
  readonly problem?: { readonly offset: number; readonly message: string };
}

const splitList = (value: string): string[] =>
  value
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");

const withoutRepeats = (names: readonly string[]): string[] => [...new Set(names)];

const fromAttribute = (value: string, offset: number): ReadOfferTypes => {
  const offerTypes = withoutRepeats(splitList(value));
  const [first] = offerTypes;
  if (first === undefined) return { offerTypes, problem: { offset, message: "`offerTypes` names no offer type." } };
  const canonical = canonicalOfferType(first);
  return canonical === undefined || canonical === first
    ? { offerTypes }
    : {
        offerTypes: withoutRepeats([canonical, ...offerTypes]),
        problem: {
          offset,
          message: `\`offerTypes\` names ${JSON.stringify(first)} first; the canonical name goes first: ${canonical}.`,
        },
      };
};

/**
 * The offer types from the header, else derived by words of `articleId`, then of the title, with every alias known. Where
 * the two contradict each other the title counts, because ids have been copied from one article to the next before.
 */
export const readOfferTypes = (attributes: HeaderAttributes, start: number): ReadOfferTypes => {
  const stated = attributes.get("offertypes");
  if (stated) return fromAttribute(stated.value, stated.offset);
  const articleId = attributes.get("articleid");
  const byId = deriveOfferType(articleId?.value ?? "");
  const byTitle = deriveOfferType(attributes.get("pagetitle")?.value ?? "");
  const offerType = byTitle ?? byId;
  if (offerType === undefined)
    return {
      offerTypes: [],
      problem: {
        offset: start,
        message: "Neither articleId nor pageTitle tells the offer type; add the attribute `offerTypes`.",
      },
    };
  const offerTypes = offerTypeAliases(offerType);
  if (byId === undefined || byId === offerType) return { offerTypes };
  return {
    offerTypes,
    problem: {
      offset: articleId?.offset ?? start,
      message: `articleId speaks of ${offerTypeName(byId)}, pageTitle of ${offerTypeName(offerType)}; the title counts. Correct the id, or add the attribute \`offerTypes\`.`,
    },
  };
};
