import type { ReviewTime } from "../../articles/article.ts";
import { count } from "./words.ts";

const UNITS = { businessDays: "business day", calendarDays: "day" } as const;

/** The promise of an article for the next review, in whole sentences; null where the article promises nothing. */
export const reviewTimeWords = ({ kind, amount, additions }: ReviewTime): string | null => {
  if (kind === "none" || amount === undefined) return null;
  const promise = `The new review can take up to ${count(amount, UNITS[kind])}.`;
  const optional = additions.find(({ when }) => appliesToResubmission(when));
  if (optional === undefined) return promise;
  return `${promise} If you ask for the optional certification, up to ${count(optional.amount, UNITS[kind])} more.`;
};

/** Whoever reads a result mail and publishes again makes a resubmission. */
const appliesToResubmission = (when: string): boolean => when.split("&&").every((term) => !term.trim().startsWith("!"));
