import { formatCondition } from "./condition.ts";
import type { Duration } from "./duration.ts";

const FIRST = /\bfirst[ -]?(?:time|request|submission|certification)|\binitial\b/i;
const AGAIN = /\bre-?(?:submi|certif)\w*|\bsubmit\w* again\b/i;
const OPTIONAL = /\boptional\b.{0,60}\bcertif/i;

/** True for a resubmission, false for a first request, undefined when the words tell neither or both. */
const tellsAgain = (words: string): boolean | undefined => {
  const [first, again] = [FIRST.test(words), AGAIN.test(words)];
  return first === again ? undefined : again;
};

/**
 * The condition of an addition as `formatCondition` writes it, from the words around it: first those up to the next
 * comma, then those since the last one, then all up to its neighbours. Undefined when the words tell none.
 */
export const readAdditionCondition = (
  text: string,
  earlier: string,
  duration: Duration,
  previousEnd: number,
  nextStart: number,
): string | undefined => {
  const after = text.slice(duration.end, nextStart);
  const before = text.slice(previousEnd, duration.start);
  const scopes = [after.split(/[,;]/)[0] ?? "", before.split(/[,;]/).at(-1) ?? "", after, before];
  const again = scopes.map(tellsAgain).find((answer) => answer !== undefined);
  const isOptional = OPTIONAL.test(text) || OPTIONAL.test(earlier);
  if (again === undefined && (!isOptional || FIRST.test(before + after))) return undefined;
  return formatCondition([
    ...(isOptional ? [{ trait: "optionalCertification", isNegated: false } as const] : []),
    ...(again === undefined ? [] : [{ trait: "resubmission", isNegated: !again } as const]),
  ]);
};
