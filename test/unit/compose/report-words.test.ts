import { inThisMail } from "../../../src/core/notifications/compose/report-words.ts";

describe("inThisMail", () => {
  it.each([
    [
      "Open the failure report shared in email or access it from the Offer overview page.",
      "Open the failure report linked in this mail or access it from the Offer overview page.",
      "Open the failure report or access it from the Offer overview page.",
    ],
    [
      "Open the report shared in email or accessible from the overview in Partner Center",
      "Open the report linked in this mail or accessible from the overview in Partner Center",
      "Open the report accessible from the overview in Partner Center",
    ],
    ["Publish the offer again.", "Publish the offer again.", "Publish the offer again."],
    [
      "Check the e-mail address of your contact.",
      "Check the e-mail address of your contact.",
      "Check the e-mail address of your contact.",
    ],
  ])("lets no step send its reader to another mail: %s", (step, withReport, without) => {
    expect(inThisMail(step, true)).toBe(withReport);
    expect(inThisMail(step, false)).toBe(without);
  });
});
