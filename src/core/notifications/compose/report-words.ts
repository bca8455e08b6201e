/** `in the e-mail about the failure`, `shared in email`, `from the mail`, as the steps of articles have it. */
const IN_MAIL =
  /(?:(?:shared|sent|attached|received|linked)\s+)?\b(?:in|by|via|through|from)\s+(?:the\s+|an?\s+|your\s+|this\s+)?e?-?mail(?:\s+about the failure|\s+you received|\s+that you received)?/iu;
const OR_ELSE = /(?:,?\s*(?:or|and),?\s+(?:access(?:ible)?\s+(?:it\s+)?)?)/u;
const IS_SAID = /\b(?:is|find it)\s+$/iu;

/**
 * An English step that sends its reader to an e-mail for the report, put right for the mail that it stands in: where the report is
 * a button of this mail the step names it, and otherwise only the other way stays.
 */
export const inThisMail = (step: string, hasReport: boolean): string => {
  if (!/\breport\b/iu.test(step)) return step;
  const found = IN_MAIL.exec(step);
  if (found === null) return step;
  const before = step.slice(0, found.index);
  const after = step.slice(found.index + found[0].length);
  if (hasReport) {
    const place = IS_SAID.test(before) ? "at the top of this mail" : "with the button at the top of this mail";
    return `${before}${place}${after.replace(/^(\s+or)\s+access(?:ible|\s+it)?\s+/u, "$1 ")}`;
  }
  const other = new RegExp(`^${OR_ELSE.source}`, "u").exec(after);
  return other === null ? `${before}in Partner Center${after}` : `${before}${after.slice(other[0].length)}`;
};
