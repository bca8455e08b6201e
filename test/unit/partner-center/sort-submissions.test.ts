import type { Step } from "../../../src/core/partner-center/next-step.ts";
import { sortSubmissions } from "../../../src/core/partner-center/sort-submissions.ts";
import type { SubmissionSeen } from "../../../src/core/partner-center/submission.ts";

const seen = (id: string, substate: SubmissionSeen["substate"]): SubmissionSeen => ({
  id,
  state: "inProgress",
  substate,
});
const sort = (submissions: readonly SubmissionSeen[], told: Record<string, Step> = {}, isFamiliar = true) => {
  const { current, oldNews, ...others } = sortSubmissions(submissions, new Map(Object.entries(told)), isFamiliar);
  return { current: current.map(({ submission }) => submission.id), oldNews, ...others };
};
const NONE = { current: [], oldNews: [], missed: [], unknown: 0 };

describe("sortSubmissions", () => {
  it("takes what had ended before anybody looked for old news, and how it ended", () => {
    const shown = [seen("1", "failedInCertification"), seen("2", "submitted"), seen("3", "inDraft")];
    const oldNews = [{ submissionId: "1", step: "failed" }];
    expect(sort(shown, {}, false)).toEqual({ ...NONE, current: ["2", "3"], oldNews });
    expect(sort(shown)).toEqual({ ...NONE, current: ["1", "2", "3"] });
  });

  it("has something to tell of one that it has told of before, also at the first look", () => {
    const shown = [seen("1", "failedInCertification")];
    expect(sort(shown, { "1": "submitted" }, false)).toEqual({ ...NONE, current: ["1"] });
  });

  it("misses those in review that are shown no more, and none that have ended", () => {
    const told = { "1": "submitted", "2": "submitted", "3": "failed" } as const;
    expect(sort([seen("1", "submitted")], told)).toEqual({ ...NONE, current: ["1"], missed: ["2"] });
  });

  it("counts what is in a state that it does not know, and passes it on", () => {
    expect(sort([seen("1", "unknown")])).toEqual({ ...NONE, current: ["1"], unknown: 1 });
  });
});
