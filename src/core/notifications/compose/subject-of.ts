import type { WordArguments, WordKey, Words } from "../words/word-catalogue.ts";
import { subjectLine } from "./subject-line.ts";

/** Stands for the offer's name until the rest of the subject is known: only the name may be shortened. */
const NAME = "\u0000";

/** Says a subject with an offer's name in it, in at most 78 characters. */
export const subjectOf = (words: Words, key: WordKey, name: string, values: WordArguments = {}): string => {
  const [before = "", after = ""] = words.say(key, { ...values, offer: NAME }).split(NAME);
  return subjectLine(before, name, after);
};
