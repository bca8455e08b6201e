import type { ComposedView, ComposeSettings, DelayMailInput } from "../mail-input.ts";
import type { WordKey } from "../words/word-catalogue.ts";
import { daysOffLines } from "./days-off.ts";
import type { DelayView } from "./delay-view.ts";
import { isolate } from "./isolate.ts";
import { type MailNames, namesOf } from "./mail-names.ts";
import { offerButton } from "./offer-button.ts";
import type { FactView } from "./result-view.ts";
import { subjectOf } from "./subject-of.ts";
import { makeUntrustedText, type UntrustedText } from "./untrusted-text.ts";
import { whyWords } from "./why-words.ts";

/** Composes the mail that tells one contact that a review takes longer: all text from events and from the team made harmless. */
export const composeDelayMail = (input: DelayMailInput, settings: ComposeSettings): ComposedView => {
  const untrusted = makeUntrustedText(settings.linkHosts);
  const view = delayView(input, settings, untrusted);
  return { template: "review-delayed", view, removed: untrusted.removed() };
};

const delayView = (input: DelayMailInput, settings: ComposeSettings, untrusted: UntrustedText): DelayView => {
  const { notice, days, recipient } = input;
  const { words, zone, replyTo } = settings;
  const names = namesOf(input, untrusted);
  const at = words.instant(notice.expectedAt, zone);
  const nameOf = (name: string): string => isolate(untrusted.line(name, "the reason of a pause"));
  const daysOff = daysOffLines(days, nameOf, words);
  const reason = untrusted.lines(notice.reason, "the reason of the delay");
  const values = { offer: names.offer, offerType: names.offerType, recipient: names.recipient, at };
  return {
    lang: words.lang,
    words: words.fixed("layout"),
    subject: subjectOf(words, "delayed.subject", names.subjectOffer, {
      at: words.dayAndTime(notice.expectedAt, notice.at, zone),
    }),
    preheader: words.say("delayed.preheader", { at }),
    tag: words.say("delayed.tag"),
    heading: words.say("delayed.heading", { offer: names.offer }),
    lead: words.say(names.recipient === "" ? "delayed.what" : "delayed.whatNamed", values),
    remarks: remarksOf(input, settings),
    leftOut: null,
    button: offerButton(untrusted.link(input.offer.url, "the offer"), words),
    reasonLabel: words.say("delayed.reason"),
    reason,
    hasBrackets: untrusted.hasBrackets(),
    daysLabel: words.say("delayed.daysLabel"),
    days: daysOff,
    allCounted: words.say("delayed.allCounted"),
    facts: factsOf(input, settings, names, untrusted),
    offerUrl: null,
    openOffer: words.say("result.openOffer"),
    next: [words.say("delayed.next")],
    note: null,
    articleLang: words.lang,
    why: whyWords(recipient, names, untrusted, words),
    ask: words.say("result.ask", {
      address: replyTo,
      submissionId: untrusted.line(input.submissionId, "the submission id"),
    }),
  };
};

const remarksOf = ({ toldBefore, isResend }: DelayMailInput, { words, zone }: ComposeSettings): readonly string[] => [
  ...(toldBefore === undefined ? [] : [words.say("delayed.replaces", { at: words.instant(toldBefore, zone) })]),
  ...(isResend === true ? [words.say("result.resent")] : []),
];

const factsOf = (
  { notice, submissionId, submittedAt }: DelayMailInput,
  { words, zone }: ComposeSettings,
  names: MailNames,
  untrusted: UntrustedText,
): readonly FactView[] => {
  const facts: readonly (readonly [WordKey, string])[] = [
    ["delayed.factExpected", words.instant(notice.expectedAt, zone)],
    ["delayed.factWasDue", words.instant(notice.dueAt, zone)],
    ["result.factSubmitted", submittedAt === undefined ? "" : words.instant(submittedAt, zone)],
    ["result.factOffer", names.wholeOffer],
    ["result.factOfferType", names.offerType],
    ["result.factPublisher", names.publisher],
    ["result.factSubmissionId", untrusted.line(submissionId, "the submission id")],
  ];
  return facts.filter(([, value]) => value !== "").map(([label, value]) => ({ label: words.say(label), value }));
};
