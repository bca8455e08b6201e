import { InvalidArgumentError } from "commander";

/** Reads the value of an option that is a count. */
export const toCount = (text: string): number => {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("Expected a whole number.");
  return Number(text);
};
