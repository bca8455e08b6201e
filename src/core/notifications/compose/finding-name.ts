import type { Words } from "../words/word-catalogue.ts";

/**
 * What a finding is called on one line: its number and title ("200.5 Security"), "Policy 200.5.2" where this very policy has no
 * title that is known, or that it has no policy number. Both texts are harmless already, and empty where there is none.
 */
export const findingName = (number: string, title: string, words: Words): string => {
  if (title !== "") return number === "" ? title : `${number} ${title}`;
  return number === "" ? words.say("result.noPolicy") : words.say("result.policy", { id: number });
};
