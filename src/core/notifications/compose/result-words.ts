import type { ResultMailInput } from "../mail-input.ts";
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
  if (outcome === "failed") return failed(names, counts, words);
  return kind === "certificationCorrected" ? corrected(names, counts, words) : passedWithNotes(names, counts, words);
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
const passedValues = (
  { offer, offerType, recipient }: ResultNames,
  { blocking, advisory }: FindingCounts,
): WordArguments => ({ offer, offerType, recipient, notes: blocking + advisory });

const passedWithNotes = (names: ResultNames, counts: FindingCounts, words: Words): ResultWords => {
  const values = passedValues(names, counts);
  const todo = words.say("passedWithNotes.todo", values);
  return {
    subject: subjectOf(words, "passedWithNotes.subject", names.subjectOffer, values),
    tag: words.say("passedWithNotes.tag"),
    heading: words.say("passedWithNotes.heading", values),
    lead: `${whatHappened({ plain: "passedWithNotes.what", named: "passedWithNotes.whatNamed" }, values, words)} ${todo}`,
    preheader: todo,
    next: words.say("passedWithNotes.next", values),
  };
};

const corrected = (names: ResultNames, counts: FindingCounts, words: Words): ResultWords => {
  const values = passedValues(names, counts);
  const todo = words.say("corrected.todo");
  return {
    subject: subjectOf(words, "corrected.subject", names.subjectOffer, values),
    tag: words.say("corrected.tag"),
    heading: words.say("corrected.heading", values),
    lead: `${whatHappened({ plain: "corrected.what", named: "corrected.whatNamed" }, values, words)} ${todo}`,
    preheader: `${words.say("corrected.preheader")} ${todo}`,
    next: words.say("corrected.next"),
  };
};
