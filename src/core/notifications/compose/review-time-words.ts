import type { ReviewTime } from "../../articles/article.ts";
import { reviewTimeFor } from "../../articles/review-time-for.ts";
import type { Words } from "../words/word-catalogue.ts";

const PROMISE = {
  businessDays: { plain: "result.reviewTimeBusinessDays", optional: "result.optionalBusinessDays" },
  calendarDays: { plain: "result.reviewTimeCalendarDays", optional: "result.optionalCalendarDays" },
} as const;

/** The promise of an article for the next review, which is a resubmission; said to be open where the article promises nothing. */
export const reviewTimeWords = (sla: ReviewTime, words: Words): string => {
  const { kind, amount } = reviewTimeFor(sla, { resubmission: true });
  if (kind === "none" || amount === undefined) return words.say("result.noReviewTime");
  const promise = words.say(PROMISE[kind].plain, { amount });
  const optional = reviewTimeFor(sla, { resubmission: true, optionalCertification: true }).amount ?? amount;
  return optional <= amount ? promise : `${promise} ${words.say(PROMISE[kind].optional, { amount: optional })}`;
};
