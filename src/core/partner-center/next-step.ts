import type { ReportSeen, SubmissionSeen } from "./submission.ts";

/** Where a submission stands, as far as its certification goes. `moving`: a change is under way, and what is shown may be older than it. */
export type Standing =
  | "draft"
  | "inReview"
  | "publishing"
  | "certified"
  | "failedInCertification"
  | "faulted"
  | "withdrawn"
  | "moving"
  | "unknown";

/** What our events have told of a submission, in one word. */
export const STEPS = ["submitted", "failed", "passed", "passedWithNotes", "cancelled"] as const;

/** One step of a submission that an event tells. */
export type Step = (typeof STEPS)[number];

/**
 * Where a submission stands. What is being changed is read first: while a change runs, state and substate may tell of what was before it, and
 * one that failed is a fault of publishing, unless the substate says that certification failed.
 */
export const standingOf = ({ state, substate, update }: SubmissionSeen): Standing => {
  if (update === "unknown") return "unknown";
  if (update === "running") return substate === "submitted" || substate === "publishing" ? "inReview" : "moving";
  if (update === "failed" && substate !== "failedInCertification") return "faulted";
  switch (substate) {
    case "inDraft":
      return "draft";
    case "submitted":
      return "inReview";
    case "publishing":
      return "publishing";
    case "readyToPublish":
    case "published":
    case "inStore":
      return "certified";
    case "failedInCertification":
      return "failedInCertification";
    case "failed":
      return "faulted";
    case "cancelled":
      return "withdrawn";
    case "unknown":
      return state === "published" ? "certified" : "unknown";
  }
};

/** What is to be told next of a submission of which `told` was told last; undefined when nothing is. `report` is the newest one, where it was read. */
export const nextStep = (told: Step | undefined, standing: Standing, report?: ReportSeen): Step | undefined => {
  const step = stepOf(told, standing, passOf(report));
  return step === told ? undefined : step;
};

/** True when what is to be told next hangs on the newest report. */
export const asksForReport = (told: Step | undefined, standing: Standing): boolean =>
  nextStep(told, standing) !== undefined || (standing === "publishing" && !isPass(told));

/** The report that was made last. */
export const newestReport = (reports: readonly ReportSeen[]): ReportSeen | undefined =>
  reports.reduce<ReportSeen | undefined>(
    (newest, report) => ((report.reportedAt ?? "") >= (newest?.reportedAt ?? "") ? report : newest),
    undefined,
  );

type Pass = "passed" | "passedWithNotes";

const isPass = (step: Step | undefined): step is Pass => step === "passed" || step === "passedWithNotes";

const passOf = (report: ReportSeen | undefined): Pass | undefined =>
  report?.status === "passed" || report?.status === "passedWithNotes" ? report.status : undefined;

const stepOf = (told: Step | undefined, standing: Standing, pass: Pass | undefined): Step | undefined => {
  switch (standing) {
    case "inReview":
      return "submitted";
    case "publishing":
      // Certified or not yet: only a report tells.
      return pass ?? (isPass(told) ? told : "submitted");
    case "certified":
      return pass ?? (isPass(told) ? told : "passed");
    case "failedInCertification":
      return "failed";
    case "faulted":
      // No verdict of the reviewers: the clock stops without one.
      return told === "submitted" ? (pass ?? "cancelled") : told;
    case "draft":
    case "withdrawn":
      return told === "submitted" ? "cancelled" : told;
    case "moving":
    case "unknown":
      return told;
  }
};
