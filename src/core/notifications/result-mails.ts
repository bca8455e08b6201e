import type { Outcome } from "../certification/event.ts";
import type { WordKey } from "./words/word-catalogue.ts";

/** What decides whether a result is mailed, and as what. */
export interface ResultCase {
  readonly outcome: Outcome;
  /** True when people know of an earlier result of this review, or may know of it. */
  readonly isCorrection: boolean;
  readonly notifyPassedWithNotes: boolean;
}

/** The keys of what a mail says; `preheader` is said there before `todo`. */
export interface ResultKeys {
  readonly subject: WordKey;
  readonly tag: WordKey;
  readonly heading: WordKey;
  readonly what: WordKey;
  /** The same to a reader whose name is known. */
  readonly whatNamed: WordKey;
  readonly todo: WordKey;
  readonly preheader?: WordKey;
  readonly next: WordKey;
}

/** One kind of mail about a result. */
export interface ResultMail {
  /** What the desk calls it. */
  readonly name: string;
  readonly isWanted: (result: ResultCase) => boolean;
  /** Absent for a failure, whose words depend on what failed before it. */
  readonly says?: ResultKeys;
}

const MAILS = {
  certificationFailed: { name: "Review failed", isWanted: ({ outcome }) => outcome === "failed" },
  certificationCorrected: {
    name: "Correction: passed",
    isWanted: ({ isCorrection }) => isCorrection,
    says: {
      subject: "corrected.subject",
      tag: "corrected.tag",
      heading: "corrected.heading",
      what: "corrected.what",
      whatNamed: "corrected.whatNamed",
      todo: "corrected.todo",
      preheader: "corrected.preheader",
      next: "corrected.next",
    },
  },
  certificationPassedWithNotes: {
    name: "Passed with notes",
    isWanted: ({ outcome, notifyPassedWithNotes }) => outcome === "passedWithNotes" && notifyPassedWithNotes,
    says: {
      subject: "passedWithNotes.subject",
      tag: "passedWithNotes.tag",
      heading: "passedWithNotes.heading",
      what: "passedWithNotes.what",
      whatNamed: "passedWithNotes.whatNamed",
      todo: "passedWithNotes.todo",
      next: "passedWithNotes.next",
    },
  },
} satisfies Record<string, ResultMail>;

/** Kinds of mail about a result. */
export type ResultKind = keyof typeof MAILS;

/** Every mail about a result: what it is called, when it is wanted, and what it says. */
export const RESULT_MAILS: Readonly<Record<ResultKind, ResultMail>> = MAILS;

/** The kinds in the order in which they are asked whether they are wanted. */
export const RESULT_KINDS = Object.keys(MAILS) as readonly ResultKind[];

/** True for the kinds that tell a result. */
export const isResultKind = (kind: string): kind is ResultKind => Object.hasOwn(MAILS, kind);

/** The mail that a result calls for: the first that is wanted; undefined when it mails nobody. */
export const wantedResultKind = (result: ResultCase): ResultKind | undefined =>
  RESULT_KINDS.find((kind) => RESULT_MAILS[kind].isWanted(result));
