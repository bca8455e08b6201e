import type { ReviewTime, ReviewTimeAddition } from "./article.ts";
import { formatCondition, parseCondition } from "./condition.ts";
import { type Duration, findDurations, isSound } from "./duration.ts";
import { NO_REVIEW_TIME } from "./read-review-time.ts";

const wholeDuration = (text: string): Duration | undefined => {
  const [duration, ...others] = findDurations(text);
  return duration && others.length === 0 && duration.start === 0 && duration.end === text.length && isSound(duration)
    ? duration
    : undefined;
};

/**
 * Reads the header attribute `sla`, which goes before the prose: `none`, `3 business days`, or with additions
 * `5 business days; 4 business weeks when optionalCertification && !resubmission`. A text otherwise is a problem, as a sentence.
 */
export const parseSlaAttribute = (value: string): ReviewTime | { readonly problem: string } => {
  if (/^\s*none\s*$/i.test(value)) return NO_REVIEW_TIME;
  const [first = "", ...rest] = value.split(";").map((part) => part.trim().replace(/^(?:up to|additional|\+)\s*/i, ""));
  const base = wholeDuration(first);
  if (base === undefined)
    return {
      problem: `\`sla\` is ${JSON.stringify(first)}, which is no length such as "3 business days", nor "none".`,
    };
  const additions: ReviewTimeAddition[] = [];
  for (const part of rest.filter((text) => text !== "")) {
    const [length = "", when] = part.split(/\s+(?:when|if)\s+/i);
    const duration = wholeDuration(length);
    const terms = parseCondition(when ?? "");
    if (duration === undefined || duration.kind !== base.kind)
      return {
        problem: `\`sla\` adds ${JSON.stringify(length)}, which is no length in the unit of ${JSON.stringify(first)}.`,
      };
    if (terms === undefined)
      return {
        problem: `\`sla\` has the condition ${JSON.stringify(when ?? "")}; it may use optionalCertification, resubmission, \`!\` and \`&&\`.`,
      };
    additions.push({ amount: duration.amount, when: formatCondition(terms) });
  }
  return { kind: base.kind, amount: base.amount, additions };
};
