import type { ReviewTraits } from "../certification/event.ts";
import type { ReviewTime } from "./article.ts";
import { meetsCondition } from "./condition.ts";

/** The promised time of one review: the article's amount and every addition whose condition the review meets. */
export const reviewTimeFor = (
  { kind, amount, additions }: ReviewTime,
  traits: ReviewTraits,
): { readonly kind: ReviewTime["kind"]; readonly amount?: number } => {
  if (kind === "none" || amount === undefined) return { kind: "none" };
  const met = additions.filter(({ when }) => meetsCondition(when, traits));
  return { kind, amount: met.reduce((sum, addition) => sum + addition.amount, amount) };
};
