import type { ReviewTime } from "../../../src/core/articles/article.ts";
import { readSample, sampleText } from "./sample-article.ts";

const readTime = (body: string): ReviewTime => {
  const { article, problems } = readSample(sampleText(body));
  expect(problems).toEqual([]);
  return article.sla;
};

const business = (amount: number): ReviewTime => ({ kind: "businessDays", amount, additions: [] });
const calendar = (amount: number): ReviewTime => ({ kind: "calendarDays", amount, additions: [] });
const none: ReviewTime = { kind: "none", additions: [] };
const visual: ReviewTime = {
  kind: "businessDays",
  amount: 5,
  additions: [
    { amount: 20, when: "optionalCertification && !resubmission" },
    { amount: 15, when: "optionalCertification && resubmission" },
  ],
};

describe("readReviewTime", () => {
  it.each<[string, ReviewTime]>([
    ["The review process can take up to **2 business days**.", business(2)],
    ["The review process can take up to 2 business days.", business(2)],
    ["The review process can take up to **1 business day**.", business(1)],
    ["The review process can take up to **5** **business** days.", business(5)],
    ["The review process can take up to 5&nbsp;business\ndays.", business(5)],
    ["The review takes two business days.", business(2)],
    ["Reviews take up to twenty-one working days.", business(21)],
    ["Reviews are done within five (5) working days.", business(5)],
    ["A review lasts one or two business days.", business(2)],
    ["The review can take up to 2 business weeks.", business(10)],
    ["The review can take up to two weeks.", calendar(14)],
    ["The review can take up to a week.", calendar(7)],
    ["The Microsoft Review step can take 7-14 days. ", calendar(14)],
    ["The **Microsoft Review** step can take **7–14** days.", calendar(14)],
    ["The *Microsoft Review* step can take 7 to 14 days.", calendar(14)],
    ["The Microsoft Review step can take between 7 and 14 days.", calendar(14)],
    ["Next is the Microsoft Review. This step can take 7-14 days.", calendar(14)],
    ["- **Microsoft Review**\n    - This step can take 7-14 days.", calendar(14)],
    ["Review time: up to 3 business days.", business(3)],
    ["Your offer is reviewed within 3 business days.", business(3)],
    ["Please allow 3 business days for the review.", business(3)],
    ["It takes 4 working days for the review to finish.", business(4)],
  ])("reads %j", (body, expected) => {
    expect(readTime(body)).toEqual(expected);
  });

  it("cuts the sentence at the full stop", () => {
    const body =
      "The review process can take up to **5 business days**. Cancelling it within 2 business days sends you back.";
    expect(readTime(body)).toEqual(business(5));
  });

  it.each([
    "The manual stage may wait several days after the automated one.",
    "You get the report within 24 hours of the review.",
    "Store review takes up to 24 hours.",
    "Account verification takes 3 business days.",
    "Claims are paid in **two** business days.",
    "Sales are paid 5 **working** days later.",
    "You have 60 days to send evidence for the certification.",
    "The review takes a few days.",
    "```\nThe review takes 3 business days.\n```",
    "<!-- The review takes 3 business days. -->",
    "# The review takes 3 business days",
    "",
  ])("takes no review time from %j", (body) => {
    expect(readTime(body)).toEqual(none);
  });

  it("passes over durations in steps and documents", () => {
    const body =
      "## Recommended Steps\n\n1. Wait: the review takes 3 business days.\n\nThe review takes 4 days.\n\n### Recommended Documents\n\n* The review takes 5 days.";
    expect(readTime(body)).toEqual(none);
  });

  it.each([
    "The review process can take up to **5 business days**. If you asked **for the optional Power BI certification**, it may take an **additional 4 business week for first time request** or **additional 3 business weeks** for resubmission.",
    "The review process can take up to **5 business days** and, **for the optional Power BI certification**, an **additional 4 business week for first time request**, or **additional 3 business weeks for resubmission**.",
    "The review process can take up to **5 business days**, **additional 4 business week for first time request** or **additional 3 business weeks for resubmission** when requested **for the optional Power BI certification**.",
    "For the optional Power BI certification, first-time requests take an extra 4 business weeks, resubmissions an extra 3 business weeks. The review can take up to 5 business days.",
    "The review process can take up to 5 business days.\n\nFor the optional Power BI certification please expect additional 4 business weeks for a first request or 3 business weeks for a resubmission.",
  ])("keeps both conditions of %j", (body) => {
    expect(readTime(body)).toEqual(visual);
  });

  it("reads an addition for the optional certification alone", () => {
    const body = "The review takes 5 business days. The optional certification takes 10 business days more.";
    expect(readTime(body)).toEqual({
      ...business(5),
      additions: [{ amount: 10, when: "optionalCertification" }],
    });
  });

  it.each<[string, number, RegExp]>([
    ["The review takes 3 business days. Sometimes the review takes 5 business days.", 62, /Two review times/],
    ["The review takes 3 business days for machines and 5 business days for apps.", 51, /unclear/],
    ["The review takes at least 3 business days.", 27, /unclear/],
    ["The review takes more than 3 business days.", 28, /added to no review time|unclear/],
    ["After certification, it can take 2 days until it is visible.", 34, /unclear/],
    ["If your offer is not reviewed within 10 business days, ask us.", 38, /unclear/],
    ["The review takes 1.5 business days.", 18, /no length/],
    ["The review takes 14-7 days.", 18, /no length/],
    ["The review takes 0 days.", 18, /no length/],
    ["The review takes 5 business days, and an additional 3 weeks for resubmission.", 53, /do not add up/],
    ["The review takes 5 business days, and an additional 3 business days in spring.", 53, /unclear when/],
    ["The review can take an additional 4 business weeks for resubmission.", 35, /no review time/],
  ])("does not guess at %j", (body, column, message) => {
    const { article, problems } = readSample(sampleText(body));
    expect(article.sla).toEqual(none);
    expect(problems).toEqual([{ file: "sample.md", line: 7, column, message: expect.stringMatching(message) }]);
  });

  it("lets the header's sla go before the prose", () => {
    const attributes = ['pageTitle="Virtual machine"', 'sla="3 business days"'];
    const { article, problems } = readSample(sampleText("The review takes 7 days, or 9 days.", attributes));
    expect(problems).toEqual([]);
    expect(article.sla).toEqual(business(3));
  });
});
