/** Articles were written for readers who got the report by another mail than this one. */
const IN_ANOTHER_MAIL =
  /\s+(?:shared|sent|received|linked)\s+(?:in|by|via|through)\s+(?:the\s+|an\s+|your\s+)?e-?mail(?:\s+about\s+the\s+failure)?\b/giu;
const LEFT_OVER = /\s+or\s+(?=accessible\b|available\b)/iu;

/** A step that speaks of "the report shared in email" as it has to be read in the mail itself. */
export const inThisMail = (step: string, hasReport: boolean): string => {
  if (hasReport) return step.replace(IN_ANOTHER_MAIL, " linked in this mail");
  const rest = step.replace(IN_ANOTHER_MAIL, "");
  return rest === step ? step : rest.replace(LEFT_OVER, " ");
};
