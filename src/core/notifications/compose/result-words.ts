import type { ResultMailInput } from "../mail-input.ts";
import { RESULT_MAILS, type ResultKeys } from "../result-mails.ts";
import type { WordArguments, WordKey, Words } from "../words/word-catalogue.ts";
import type { ProgressView } from "./progress-view.ts";
import { subjectOf } from "./subject-of.ts";

/** How many findings there are of each severity. */
export interface FindingCounts {
  readonly blocking: number;
  readonly advisory: number;
}

/** The words of a result mail that depend on its kind. */
export interface ResultWords {
  readonly subject: string;
  readonly tag: string;
  readonly heading: string;
  readonly lead: string;
  readonly preheader: string;
  /** What the reader can count on or has to do after this mail. */
  readonly next: string;
}

/** The names that the words are made of: cleaned for the body, and for the subject. */
export interface ResultNames {
  readonly offer: string;
  readonly subjectOffer: string;
  readonly recipient: string;
  readonly offerType: string;
  readonly policies: string;
  readonly hasReport: boolean;
  /** What became of the findings of the offer's last failure; undefined for a first one, null where that is not known. */
  readonly progress: ProgressView | null | undefined;
}

/** Chooses the words. A correction that itself fails is told as the failure it is. */
export const resultWords = (
  { kind, outcome }: Pick<ResultMailInput, "kind" | "outcome">,
  names: ResultNames,
  counts: FindingCounts,
  words: Words,
): ResultWords => {
  const { says } = RESULT_MAILS[kind];
  return outcome === "failed" || says === undefined ? failed(names, counts, words) : passed(says, names, counts, words);
};

/** What happened, with and without the name of who reads it. */
interface WhatKeys {
  readonly plain: WordKey;
  readonly named: WordKey;
}

const whatHappened = ({ plain, named }: WhatKeys, values: WordArguments, words: Words): string =>
  words.say(values["recipient"] === "" ? plain : named, values);

/** A failure is the first one, another one, or another one that was compared with the one before. */
const FAILED = {
  first: { subject: "failed.subject", what: { plain: "failed.what", named: "failed.whatNamed" } },
  again: { subject: "failed.subjectAgain", what: { plain: "failed.whatAgain", named: "failed.whatAgainNamed" } },
  compared: {
    subject: "failed.subjectCompared",
    what: { plain: "failed.whatCompared", named: "failed.whatComparedNamed" },
  },
} as const satisfies Record<string, { subject: WordKey; what: WhatKeys }>;

const failed = (names: ResultNames, counts: FindingCounts, words: Words): ResultWords => {
  const { progress, offer, offerType, recipient } = names;
  const todo = failedTodo(counts, names.hasReport, words);
  const compared =
    progress == null
      ? ""
      : words.say("failed.compared", { still: progress.stillFailing.length, fresh: progress.isNew.length });
  const way = progress === undefined ? "first" : compared === "" ? "again" : "compared";
  const values = { offer, offerType, recipient, compared };
  return {
    subject: subjectOf(words, FAILED[way].subject, names.subjectOffer, { ...counts, compared }),
    tag: words.say("failed.tag"),
    heading: words.say(way === "first" ? "failed.heading" : "failed.headingAgain", values),
    lead: `${whatHappened(FAILED[way].what, values, words)} ${todo}`,
    preheader: [againWords(way, compared, words), todo, names.policies].filter(Boolean).join(" "),
    next: words.say("failed.next"),
  };
};

const againWords = (way: keyof typeof FAILED, compared: string, words: Words): string => {
  if (way === "first") return "";
  return way === "again" ? words.say("failed.preheaderAgain") : words.say("failed.preheaderCompared", { compared });
};

const failedTodo = ({ blocking, advisory }: FindingCounts, hasReport: boolean, words: Words): string => {
  if (blocking + advisory > 0) return words.say("failed.todo", { blocking, advisory });
  return words.say(hasReport ? "failed.todoInReport" : "failed.todoInPartnerCenter");
};

/** Of an offer that passed, every finding is a note. */
const passed = (keys: ResultKeys, names: ResultNames, counts: FindingCounts, words: Words): ResultWords => {
  const { offer, offerType, recipient, subjectOffer } = names;
  const values = { offer, offerType, recipient, notes: counts.blocking + counts.advisory };
  const todo = words.say(keys.todo, values);
  return {
    subject: subjectOf(words, keys.subject, subjectOffer, values),
    tag: words.say(keys.tag),
    heading: words.say(keys.heading, values),
    lead: `${whatHappened({ plain: keys.what, named: keys.whatNamed }, values, words)} ${todo}`,
    preheader: keys.preheader === undefined ? todo : `${words.say(keys.preheader)} ${todo}`,
    next: words.say(keys.next, values),
  };
};
