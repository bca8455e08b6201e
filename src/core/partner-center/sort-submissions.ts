import { nextStep, type Standing, type Step, standingOf } from "./next-step.ts";
import type { SubmissionSeen } from "./submission.ts";

/** What one look at the submissions of a product shows. */
export interface SortedSubmissions {
  /** Those of which there may be something to tell. */
  readonly current: readonly { readonly submission: SubmissionSeen; readonly standing: Standing }[];
  /** Those that had ended before anybody looked, and how: whoever was to hear of it has. */
  readonly oldNews: readonly { readonly submissionId: string; readonly step: Step }[];
  /** Those in review that are shown no more. */
  readonly missed: readonly string[];
  /** How many are in a state that is not known. */
  readonly unknown: number;
}

/** Sorts submissions by what was told of them; `isFamiliar` says that every submission of the product was seen once before. */
export const sortSubmissions = (
  submissions: readonly SubmissionSeen[],
  told: ReadonlyMap<string, Step>,
  isFamiliar: boolean,
): SortedSubmissions => {
  const current: { submission: SubmissionSeen; standing: Standing }[] = [];
  const oldNews: { submissionId: string; step: Step }[] = [];
  for (const submission of submissions) {
    const standing = standingOf(submission);
    const before = told.get(submission.id);
    const step = nextStep(before, standing);
    const isNew = isFamiliar || before !== undefined || step === undefined || step === "submitted";
    if (isNew) current.push({ submission, standing });
    else oldNews.push({ submissionId: submission.id, step });
  }
  const shown = new Set(submissions.map(({ id }) => id));
  return {
    current,
    oldNews,
    missed: [...told].filter(([id, step]) => step === "submitted" && !shown.has(id)).map(([id]) => id),
    unknown: submissions.filter((submission) => standingOf(submission) === "unknown").length,
  };
};
