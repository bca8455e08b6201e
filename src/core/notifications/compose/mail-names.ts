import type { PublisherMailInput } from "../mail-input.ts";
import { isolate } from "./isolate.ts";
import { offerTypeWords } from "./offer-type-words.ts";
import { shorten } from "./subject-line.ts";
import type { UntrustedText } from "./untrusted-text.ts";

/** A longer name would push the button below the first screen of a phone; the facts have more of it. */
const LONGEST_NAME = 60;

/** No real name is longer, and a mail has room for this. */
const LONGEST_FACT = 500;

/** The names that a mail to a publisher says, cleaned for its body and its subject. */
export interface MailNames {
  /** Short enough for a heading. */
  readonly offer: string;
  readonly wholeOffer: string;
  readonly subjectOffer: string;
  readonly offerType: string;
  readonly publisher: string;
  readonly recipient: string;
}

/** Cleans and shortens the names of a mail to a publisher. */
export const namesOf = (
  { offer, publisher, recipient, article, articleIsGeneral }: PublisherMailInput,
  untrusted: UntrustedText,
): MailNames => {
  const wholeOffer = untrusted.line(offer.name, "the offer's name") || untrusted.line(offer.id, "the offer's id");
  return {
    offer: isolate(shorten(wholeOffer, LONGEST_NAME)),
    wholeOffer: isolate(shorten(wholeOffer, LONGEST_FACT)),
    subjectOffer: untrusted.subject(offer.name, "the offer's name") || untrusted.subject(offer.id, "the offer's id"),
    offerType: untrusted.line(offerTypeWords(offer.type, article, articleIsGeneral), "the offer type"),
    publisher: isolate(
      shorten(
        untrusted.line(publisher.name, "the publisher's name") || untrusted.line(publisher.id, "the publisher's id"),
        LONGEST_FACT,
      ),
    ),
    recipient: isolate(shorten(untrusted.line(recipient.name, "the recipient's name"), LONGEST_NAME)),
  };
};
