import type { HeaderAttributes } from "./parse-header.ts";

const comparedValue = (attributes: HeaderAttributes, name: string): string | undefined =>
  attributes.get(name)?.value.toLowerCase();

/**
 * Why a header is not one of a certification article; undefined when it is. It is one when `selfHelpType` is `generic` and
 * either `ownershipId` is `PartnerCenter_Offer_Certification` or `offerTypes` is present; all compared without case.
 */
export const whyNoCertificationArticle = (attributes: HeaderAttributes): string | undefined => {
  const selfHelpType = comparedValue(attributes, "selfhelptype");
  if (selfHelpType !== "generic")
    return selfHelpType === undefined
      ? "it has no selfHelpType"
      : `its selfHelpType is ${JSON.stringify(attributes.get("selfhelptype")?.value)}, not "generic"`;
  if (attributes.has("offertypes")) return undefined;
  const ownershipId = comparedValue(attributes, "ownershipid");
  if (ownershipId === "partnercenter_offer_certification") return undefined;
  return `its ownershipId is ${ownershipId === undefined ? "missing" : JSON.stringify(attributes.get("ownershipid")?.value)} and it has no offerTypes`;
};

/** True when attributes that were read before a header broke off already show that the file is something else. */
export const isSurelyNoArticle = (attributes: HeaderAttributes): boolean => {
  const selfHelpType = comparedValue(attributes, "selfhelptype");
  const ownershipId = comparedValue(attributes, "ownershipid");
  return (
    (selfHelpType !== undefined && selfHelpType !== "generic") ||
    (ownershipId !== undefined && ownershipId !== "partnercenter_offer_certification" && !attributes.has("offertypes"))
  );
};
