import { instant } from "../../../src/core/instant.ts";
import {
  newestReport,
  nextStep,
  type Standing,
  type Step,
  standingOf,
} from "../../../src/core/partner-center/next-step.ts";
import type { ReportSeen, SubmissionSeen } from "../../../src/core/partner-center/submission.ts";

const seen = (
  substate: SubmissionSeen["substate"],
  update?: NonNullable<SubmissionSeen["update"]>,
  state: SubmissionSeen["state"] = "inProgress",
): SubmissionSeen => ({ id: "1", state, substate, ...(update === undefined ? {} : { update }) });

describe("standingOf", () => {
  it.each<[SubmissionSeen, Standing]>([
    [seen("inDraft"), "draft"],
    [seen("submitted"), "inReview"],
    [seen("submitted", "completed"), "inReview"],
    [seen("submitted", "running"), "inReview"],
    [seen("publishing"), "publishing"],
    [seen("publishing", "running"), "inReview"],
    [seen("readyToPublish", "completed"), "certified"],
    [seen("published"), "certified"],
    [seen("inStore"), "certified"],
    [seen("failedInCertification"), "failedInCertification"],
    [seen("failedInCertification", "failed"), "failedInCertification"],
    [seen("failed"), "faulted"],
    [seen("cancelled"), "withdrawn"],
  ])("reads %j as %s", (submission, standing) => {
    expect(standingOf(submission)).toBe(standing);
  });

  it.each<[SubmissionSeen, Standing]>([
    [seen("failedInCertification", "running"), "moving"],
    [seen("readyToPublish", "running"), "moving"],
    [seen("inDraft", "running"), "moving"],
    [seen("submitted", "failed"), "faulted"],
    [seen("readyToPublish", "failed"), "faulted"],
    [seen("failedInCertification", "unknown"), "unknown"],
  ])("reads what is being changed first: %j is %s", (submission, standing) => {
    expect(standingOf(submission)).toBe(standing);
  });

  it("keeps a word that it does not know as unknown, unless the state says that it is published", () => {
    expect(standingOf(seen("unknown"))).toBe("unknown");
    expect(standingOf(seen("unknown", undefined, "published"))).toBe("certified");
  });
});

const report = (status: ReportSeen["status"]): ReportSeen => ({ status });

describe("nextStep", () => {
  it.each<[Step | undefined, Standing, ReportSeen | undefined, Step | undefined]>([
    [undefined, "inReview", undefined, "submitted"],
    ["submitted", "inReview", undefined, undefined],
    ["submitted", "publishing", report("pending"), undefined],
    ["submitted", "publishing", report("passed"), "passed"],
    ["passed", "publishing", undefined, undefined],
    ["submitted", "certified", undefined, "passed"],
    ["submitted", "certified", report("passedWithNotes"), "passedWithNotes"],
    ["passedWithNotes", "certified", undefined, undefined],
    ["submitted", "failedInCertification", report("failed"), "failed"],
    ["failed", "failedInCertification", report("failed"), undefined],
    ["failed", "certified", report("passed"), "passed"],
    ["passed", "failedInCertification", undefined, "failed"],
    ["failed", "inReview", undefined, "submitted"],
    ["submitted", "withdrawn", undefined, "cancelled"],
    ["submitted", "draft", undefined, "cancelled"],
    [undefined, "draft", undefined, undefined],
    ["failed", "draft", undefined, undefined],
  ])("after %s, %s with report %j tells %s", (told, standing, newest, step) => {
    expect(nextStep(told, standing, newest)).toBe(step);
  });

  it("tells another fault of publishing as no certification failure", () => {
    expect(nextStep("submitted", "faulted")).toBe("cancelled");
    expect(nextStep("submitted", "faulted", report("passed"))).toBe("passed");
    expect(nextStep("passed", "faulted", report("failed"))).toBeUndefined();
    expect(nextStep(undefined, "faulted", report("failed"))).toBeUndefined();
  });

  it.each<Standing>(["moving", "unknown"])("tells nothing of one that is %s", (standing) => {
    for (const told of [undefined, "submitted", "failed"] as const) expect(nextStep(told, standing)).toBeUndefined();
  });
});

describe("newestReport", () => {
  it("is the one of the latest instant, wherever it stands", () => {
    const late = { status: "passed", reportedAt: instant("2026-11-20T10:00:00Z") } as const;
    const early = { status: "failed", reportedAt: instant("2026-11-19T10:00:00Z") } as const;
    expect(newestReport([late, early, report("unknown")])).toBe(late);
    expect(newestReport([])).toBeUndefined();
  });
});
