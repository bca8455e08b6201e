import { instant } from "../../../src/core/instant.ts";
import { reviewTimes } from "../../../src/core/partner-center/review-times.ts";

const at = (day: number) => instant(`2026-11-${day}T09:00:00Z`);

describe("reviewTimes", () => {
  it("takes the start of the workflow that certifies, and the end of its certification", () => {
    const preview = { type: "Publish", startedAt: at(10), completedAt: at(11), steps: [{ name: "PreviewCreation" }] };
    const live = { type: "Publish", startedAt: at(16), steps: [{ name: "certification", completedAt: at(18) }] };
    expect(reviewTimes([live, preview])).toEqual({ startedAt: at(16), endedAt: at(18) });
  });

  it("takes the first workflow where none is named after certification", () => {
    const second = { type: "b", startedAt: at(12), completedAt: at(15), steps: [] };
    const first = { type: "a", startedAt: at(10), completedAt: at(11), steps: [] };
    expect(reviewTimes([second, first])).toEqual({ startedAt: at(10), endedAt: at(11) });
  });

  it("says nothing of what has not started", () => {
    expect(reviewTimes([{ type: "Certification", steps: [] }])).toEqual({});
    expect(reviewTimes([])).toEqual({});
  });
});
