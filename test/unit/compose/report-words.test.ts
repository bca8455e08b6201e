import { inThisMail } from "../../../src/core/notifications/compose/report-words.ts";

describe("inThisMail", () => {
  it.each([
    [
      "Open the certification failure report shared in email or access it from the publishing status on the Offer overview page in Partner Center.",
      "Open the certification failure report with the button at the top of this mail or from the publishing status on the Offer overview page in Partner Center.",
      "Open the certification failure report from the publishing status on the Offer overview page in Partner Center.",
    ],
    [
      "Open the certification failure report shared in email or accessible from the offer overview publishing status in Partner Center",
      "Open the certification failure report with the button at the top of this mail or from the offer overview publishing status in Partner Center",
      "Open the certification failure report from the offer overview publishing status in Partner Center",
    ],
    [
      "Open the report from the e-mail about the failure, or from the product's page in Partner Center.",
      "Open the report with the button at the top of this mail, or from the product's page in Partner Center.",
      "Open the report from the product's page in Partner Center.",
    ],
    [
      "Open the certification report. The link is in the e-mail about the failure and in the publishing status.",
      "Open the certification report. The link is at the top of this mail and in the publishing status.",
      "Open the certification report. The link is in the publishing status.",
    ],
    [
      "Open the report from the mail.",
      "Open the report with the button at the top of this mail.",
      "Open the report in Partner Center.",
    ],
  ])("puts right: %s", (step, withReport, without) => {
    expect(inThisMail(step, true)).toBe(withReport);
    expect(inThisMail(step, false)).toBe(without);
  });

  it.each([
    "Write an e-mail to support.",
    "Read the report in Partner Center.",
    "Check the e-mail address of the contact.",
  ])("leaves alone: %s", (step) => {
    expect(inThisMail(step, true)).toBe(step);
  });
});
