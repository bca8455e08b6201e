import { judgeLink } from "./safe-link.ts";
import { unlinkAddresses } from "./unlink-addresses.ts";

/** Turns the texts and links of one mail's input into harmless ones, and keeps a note of whatever it took out. */
export interface UntrustedText {
  /** One line: blanks run together, nothing invisible, nothing that a mail program would make a link. */
  line(text: string | undefined, what: string): string;
  /** The same without the brackets that keep addresses from becoming links: for the subject, which nobody makes links of. */
  subject(text: string | undefined, what: string): string;
  /** Several lines, blank ones kept single. */
  lines(text: string, what: string): readonly string[];
  /** The link, or null when a mail may not carry it. */
  link(url: string | undefined, what: string): string | null;
  /** Whether any line so far got brackets. */
  hasBrackets(): boolean;
  /** What was taken out so far, one sentence each. */
  removed(): readonly string[];
}

const NOTES_AT_MOST = 40;

/** Format characters change how text looks without being seen; the two joiners that real words and emoji need may stay. */
const INVISIBLE = /(?![\n\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}]/gu;
const DIRECTION = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
const LINE_BREAK = /\r\n?|[\n\v\f\u0085\u2028\u2029]/gu;

/** Makes the cleaner of one mail. */
export const makeUntrustedText = (linkHosts: readonly string[]): UntrustedText => {
  const notes = new Set<string>();
  let hasBrackets = false;
  const isAllowed = (url: string): boolean => judgeLink(url, linkHosts).kind === "allowed";

  const visible = (text: string, what: string): string => {
    const spaced = text.replaceAll("\t", " ");
    const kept = spaced.replace(INVISIBLE, "");
    if (kept === spaced) return kept;
    notes.add(
      DIRECTION.test(text)
        ? `Characters that turn the direction of text were removed from ${what}.`
        : `Invisible characters were removed from ${what}.`,
    );
    return kept;
  };
  const oneLine = (text: string | undefined, what: string): string => {
    if (text === undefined) return "";
    const flat = text.replace(LINE_BREAK, " ");
    if (flat !== text) notes.add(`Line breaks were removed from ${what}.`);
    return visible(flat, what).replace(/\s+/gu, " ").trim();
  };
  const unlinked = (text: string, what: string): string => {
    const safe = unlinkAddresses(text, isAllowed);
    if (safe === text) return text;
    hasBrackets = true;
    notes.add(`An address in ${what} was written with brackets, so that it is no link.`);
    return safe;
  };

  return {
    line: (text, what) => unlinked(oneLine(text, what), what),
    subject: oneLine,
    lines: (text, what) => {
      const flat = visible(text.replace(LINE_BREAK, "\n"), what);
      const lines = unlinked(flat, what).split("\n");
      return lines
        .map((line) => line.replace(/\s+/gu, " ").trim())
        .filter((line, index, all) => line !== "" || (index > 0 && index < all.length - 1 && all[index - 1] !== ""));
    },
    link: (url, what) => {
      if (url === undefined || url.trim() === "") return null;
      const verdict = judgeLink(url, linkHosts);
      if (verdict.kind === "allowed") return verdict.url;
      notes.add(`The link of ${what} was left out: ${verdict.reason}.`);
      return null;
    },
    hasBrackets: () => hasBrackets,
    removed: () => {
      const all = [...notes];
      const more = all.length - NOTES_AT_MOST;
      return more > 0 ? [...all.slice(0, NOTES_AT_MOST), `${more} more of the kind.`] : all;
    },
  };
};
