import { worstKind } from "../../../../src/core/notifications/candidate.ts";

describe("worstKind", () => {
  it.each([
    [["slaWarning", "slaBreach", "slaReminder"], "slaBreach"],
    [["teamNotice", "slaWarning"], "slaWarning"],
    [["slaEscalation", "slaWarning"], "slaReminder"],
    [["teamNotice"], "teamNotice"],
    [[], "teamNotice"],
  ] as const)("of %j is %s", (kinds, worst) => {
    expect(worstKind(kinds)).toBe(worst);
  });
});
