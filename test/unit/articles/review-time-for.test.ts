import type { ReviewTime } from "../../../src/core/articles/article.ts";
import { reviewTimeFor } from "../../../src/core/articles/review-time-for.ts";

const visual: ReviewTime = {
  kind: "businessDays",
  amount: 5,
  additions: [
    { amount: 20, when: "optionalCertification && !resubmission" },
    { amount: 15, when: "optionalCertification && resubmission" },
  ],
};

describe("reviewTimeFor", () => {
  it.each([
    [{}, 5],
    [{ resubmission: true }, 5],
    [{ optionalCertification: true }, 25],
    [{ optionalCertification: true, resubmission: false }, 25],
    [{ optionalCertification: true, resubmission: true }, 20],
  ])("adds what the traits %j ask for", (traits, amount) => {
    expect(reviewTimeFor(visual, traits)).toEqual({ kind: "businessDays", amount });
  });

  it("has no amount where the article promises nothing", () => {
    expect(reviewTimeFor({ kind: "none", additions: [] }, { resubmission: true })).toEqual({ kind: "none" });
  });

  it("never meets a condition that cannot be read", () => {
    const additions = ["", "!", "weekend", "resubmission ||", "toString"].map((when) => ({ amount: 9, when }));
    expect(reviewTimeFor({ ...visual, additions }, { resubmission: true })).toEqual({
      kind: "businessDays",
      amount: 5,
    });
  });
});
