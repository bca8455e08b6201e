import type { Words } from "../words/word-catalogue.ts";
import type { ButtonView } from "./result-view.ts";

/** Where the report of an offer is found when the event brings no link. */
const OFFERS_PAGE = "https://partner.microsoft.com/dashboard/marketplace-offers/overview";

/** The button that opens the offer, or all offers where its link is not known. */
export const offerButton = (offerUrl: string | null, words: Words): ButtonView =>
  offerUrl === null
    ? { text: words.say("result.openOffers"), url: OFFERS_PAGE }
    : { text: words.say("result.openOffer"), url: offerUrl };
