import type { ResultMailInput } from "../mail-input.ts";
import type { WordArguments, WordKey, Words } from "../words/word-catalogue.ts";
import type { ProgressView } from "./progress-view.ts";
import { subjectLine } from "./subject-line.ts";

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

/** Stands for the offer's name until the rest of the subject is known: only the name may be shortened. */
const NAME = "\u0000";

const subjectOf = (words: Words, key: WordKey, name: string, values: WordArguments = {}): string => {
  const [before = "", after = ""] = words.say(key, { ...values, offer: NAME }).split(NAME);
  return subjectLine(before, name, after);
};

const namedKey = (key: string, { recipient }: ResultNames): WordKey =>
  (recipient === "" ? key : `${key}Named`) as WordKey;

const failed = (names: ResultNames, counts: FindingCounts, words: Words): ResultWords => {
  const { progress, offer, offerType, recipient } = names;
  const todo = failedTodo(counts, names.hasReport, words);
  const compared =
    progress == null
      ? ""
      : words.say("failed.compared", { still: progress.stillFailing.length, fresh: progress.isNew.length });
  const way = progress === undefined ? "" : compared === "" ? "Again" : "Compared";
  const values = { offer, offerType, recipient, compared };
  const again = way === "" ? "" : words.say(`failed.preheader${way}` as WordKey, values);
  return {
    subject: subjectOf(words, `failed.subject${way}` as WordKey, names.subjectOffer, { ...counts, compared }),
    tag: words.say("failed.tag"),
    heading: words.say(way === "" ? "failed.heading" : "failed.headingAgain", values),
    lead: `${words.say(namedKey(`failed.what${way}`, names), values)} ${todo}`,
    preheader: [again, todo, names.policies].filter(Boolean).join(" "),
    next: words.say("failed.next"),
  };
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
    lead: `${words.say(namedKey("passedWithNotes.what", names), values)} ${todo}`,
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
    lead: `${words.say(namedKey("corrected.what", names), values)} ${todo}`,
    preheader: `${words.say("corrected.preheader")} ${todo}`,
    next: words.say("corrected.next"),
  };
};
