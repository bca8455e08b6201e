import type { ReviewTime } from "../../articles/article.ts";
import { reviewTimeFor } from "../../articles/review-time-for.ts";
import { count } from "./words.ts";

const UNITS = { businessDays: "business day", calendarDays: "day" } as const;

/** The promise of an article for the next review, which is a resubmission; said to be open where the article promises nothing. */
export const reviewTimeWords = (sla: ReviewTime): string => {
  const { kind, amount } = reviewTimeFor(sla, { resubmission: true });
  if (kind === "none" || amount === undefined) return "There is no fixed review time for this kind of offer.";
  const promise = `The new review can take up to ${count(amount, UNITS[kind])}.`;
  const optional = reviewTimeFor(sla, { resubmission: true, optionalCertification: true }).amount ?? amount;
  if (optional <= amount) return promise;
  return `${promise} With the optional certification it can take up to ${count(optional, UNITS[kind])}.`;
};
