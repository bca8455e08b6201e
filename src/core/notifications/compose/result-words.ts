import type { ResultMailInput } from "../mail-input.ts";
import type { ProgressView } from "./progress-view.ts";
import { subjectLine } from "./subject-line.ts";
import { count, formatNumber } from "./words.ts";

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
): ResultWords => {
  if (outcome === "failed") return failed(names, counts);
  return kind === "certificationCorrected" ? corrected(names, counts) : passedWithNotes(names, counts);
};

/** The first sentence speaks to the reader and tells the whole story, so no line stands before it. */
const opening = ({ recipient, offer, offerType }: ResultNames): string =>
  `${recipient === "" ? "Your" : `Hello ${recipient}, your`} offer ${offer} (${offerType})`;

const failed = (names: ResultNames, { blocking, advisory }: FindingCounts): ResultWords => {
  const { progress } = names;
  const isAgain = progress !== undefined;
  const changes = progress == null ? "" : changesInWords(progress);
  const again = isAgain ? " again" : "";
  const todo = failedTodo(blocking, advisory, names.hasReport);
  const happened = `failed certification${again}${changes === "" ? "" : `: ${changes}`}`;
  return {
    subject: isAgain
      ? subjectLine("Action needed: ", names.subjectOffer, ` failed again${changes === "" ? "" : `: ${changes}`}`)
      : subjectLine("Action needed: ", names.subjectOffer, ` failed certification${failedAmount(blocking, advisory)}`),
    tag: "Action needed",
    heading: `${names.offer} failed certification${again}`,
    lead: `${opening(names)} ${happened}. ${todo}`,
    preheader: [changes === "" ? "" : `Failed again: ${changes}.`, todo, names.policies].filter(Boolean).join(" "),
    next: "Publishing the offer again starts a new review, with a submission id of its own.",
  };
};

/** `1 still failing, 1 new`. */
const changesInWords = ({ stillFailing, isNew }: ProgressView): string =>
  [
    stillFailing.length === 0 ? "" : `${formatNumber(stillFailing.length)} still failing`,
    isNew.length === 0 ? "" : `${formatNumber(isNew.length)} new`,
  ]
    .filter(Boolean)
    .join(", ");

const failedAmount = (blocking: number, advisory: number): string => {
  if (blocking > 0) return ` (${formatNumber(blocking)} to fix)`;
  return advisory > 0 ? ` (${count(advisory, "finding")})` : "";
};

const failedTodo = (blocking: number, advisory: number, hasReport: boolean): string => {
  if (blocking === 1) return "Fix one point, marked “Must fix”, then publish the offer again.";
  if (blocking > 1) return `Fix the ${count(blocking, "point")} marked “Must fix”, then publish the offer again.`;
  if (advisory === 1) return "Look at the finding below, then publish the offer again.";
  if (advisory > 1) return `Look at the ${count(advisory, "finding")} below, then publish the offer again.`;
  return hasReport
    ? "Open the certification report to see what to fix, then publish the offer again."
    : "Open the certification report in Partner Center to see what to fix, then publish the offer again.";
};

const passedWithNotes = (names: ResultNames, counts: FindingCounts): ResultWords => {
  const total = counts.blocking + counts.advisory;
  const notes = total > 0 ? count(total, "note") : "notes";
  const todo =
    total > 0
      ? `You don’t need to fix anything now. Take care of ${total === 1 ? "the note" : `the ${count(total, "note")}`} below with your next update.`
      : "You don’t need to fix anything now. The notes are in the certification report.";
  return {
    subject: subjectLine("", names.subjectOffer, ` passed certification, with ${notes}`),
    tag: "Passed, with notes",
    heading: `${names.offer} passed certification, with ${notes}`,
    lead: `${opening(names)} passed certification. ${todo}`,
    preheader: todo,
    next: "This offer goes on to be published. The notes will be looked at again in the next review.",
  };
};

const corrected = (names: ResultNames, counts: FindingCounts): ResultWords => {
  const total = counts.blocking + counts.advisory;
  const withNotes = total > 0 ? `, with ${count(total, "note")}` : "";
  const todo = "You don’t need to fix anything or publish again for this review.";
  return {
    subject: subjectLine("Correction: ", names.subjectOffer, ` passed certification${withNotes}`),
    tag: "Correction: passed",
    heading: `Correction: ${names.offer} passed certification${withNotes}`,
    lead: `${opening(names)} passed certification: the earlier result was changed. ${todo}`,
    preheader: `The earlier result was changed. ${todo}`,
    next: "This offer goes on to be published. If you have begun to change it, you decide whether to publish that change later.",
  };
};
