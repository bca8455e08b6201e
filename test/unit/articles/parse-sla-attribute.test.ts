import { parseSlaAttribute } from "../../../src/core/articles/parse-sla-attribute.ts";

describe("parseSlaAttribute", () => {
  it.each([
    ["none", { kind: "none", additions: [] }],
    ["3 business days", { kind: "businessDays", amount: 3, additions: [] }],
    ["up to 7-14 days", { kind: "calendarDays", amount: 14, additions: [] }],
    [
      "5 business days; 4 business weeks when optionalCertification && !resubmission; +15 business days if Resubmission",
      {
        kind: "businessDays",
        amount: 5,
        additions: [
          { amount: 20, when: "optionalCertification && !resubmission" },
          { amount: 15, when: "resubmission" },
        ],
      },
    ],
  ])("reads %j", (value, expected) => {
    expect(parseSlaAttribute(value)).toEqual(expected);
  });

  it.each([
    "soon",
    "",
    "3 business days or so",
    "3 business days; 4 business days",
    "3 business days; 4 business days when constructor",
    "3 business days; 4 business days when resubmission || true",
    "3 business days; 1 week when resubmission",
    "0 days",
  ])("calls %j a problem", (value) => {
    expect(parseSlaAttribute(value)).toEqual({ problem: expect.stringContaining("`sla`") });
  });
});
