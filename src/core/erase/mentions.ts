import { domainToUnicode } from "node:url";

/** What takes the place of what is erased. */
export const ERASED = "erased";

/** Finds one address in texts. */
export interface Mentions {
  readonly isIn: (text: string) => boolean;
  /** The text without the address. */
  readonly erasedFrom: (text: string) => string;
}

const literal = (text: string): string =>
  [...text.normalize("NFC")]
    .map((letter) => {
      if (letter === ".") return "(?:\\[\\.\\]|[.。．｡])";
      if (letter === "@") return "(?:\\[@\\]|@|%40)";
      return letter.replace(/[\\^$*+?.()|[\]{}/]/g, "\\$&");
    })
    .join("");

/** Finds a wire address however it is written: in any case, with its domain in Unicode, or broken up as mails show addresses; never as a part of a longer one. */
export const makeMentions = (address: string): Mentions => {
  const at = address.lastIndexOf("@");
  const readable = `${address.slice(0, at)}@${domainToUnicode(address.slice(at + 1))}`;
  const written = [...new Set([address, readable])].map(literal).join("|");
  const pattern = `(?<![\\p{L}\\p{N}_+-]|[\\p{L}\\p{N}]\\.)(?:${written})(?![\\p{L}\\p{N}_-]|(?:\\.|\\[\\.\\])[\\p{L}\\p{N}])`;
  const one = new RegExp(pattern, "iu");
  const all = new RegExp(pattern, "giu");
  const isIn = (text: string): boolean => one.test(text.normalize("NFC"));
  return { isIn, erasedFrom: (text) => (isIn(text) ? text.normalize("NFC").replace(all, ERASED) : text) };
};

/** The value with the address taken out of every text in it, keys left alone. */
export const eraseWithin = (value: unknown, mentions: Mentions): unknown => {
  if (typeof value === "string") return mentions.erasedFrom(value);
  if (Array.isArray(value)) return value.map((one) => eraseWithin(one, mentions));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, eraseWithin(one, mentions)]));
};
