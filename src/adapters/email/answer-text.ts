/** Anything that looks like a mail address, also percent- or xtext-encoded; the local part may be quoted. */
const ADDRESS = /<?(?:"[^"]*"|[^\s<>"'(),;:{}|]+)(?:@|%40|=40|\+40|＠)[^\s<>"'(),;:{}|]+>?/giu;
const CONTROLS = /[\p{Cc}\p{Zl}\p{Zp}\s]+/gu;
/** SMTP reply code, and the enhanced code when there is one. */
const CODES = /^\d{3}(?:[ -]\d\.\d{1,3}\.\d{1,3})?\b/;
const LONGEST_READ = 2_000;
const LONGEST_ANSWER = 300;

const escapeForRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

const cut = (text: string): string =>
  // A word that is cut in two could be the first half of an address.
  text.length <= LONGEST_READ ? text : text.slice(0, LONGEST_READ).replace(/\S*$/, "");

const ASCII = /^\p{ASCII}*$/u;

/** False only when no spelling of the word is in the text: it saves making an expression for each mail. */
const mayHold = (text: string, word: string): boolean =>
  !ASCII.test(text) || !ASCII.test(word) || text.toLowerCase().includes(word.toLowerCase());

const hide = (text: string, word: string): string =>
  mayHold(text, word)
    ? text.replace(new RegExp(`(?<![\\p{L}\\p{N}])${escapeForRegExp(word)}(?![\\p{L}\\p{N}])`, "giu"), "<address>")
    : text;

/**
 * What a provider said, fit for the ledger: one line of at most 300 characters without addresses. `hidden` are words
 * that must not show either, such as the local part of the recipient ("550 ada: unknown user").
 */
export const toAnswerText = (text: string, hidden: readonly string[] = []): string => {
  const line = cut(text).replace(CONTROLS, " ").trim();
  const codes = CODES.exec(line)?.[0] ?? "";
  const words = hidden.filter((word) => word.length > 1);
  const said = words.reduce(hide, line.slice(codes.length).replace(ADDRESS, "<address>"));
  return `${codes}${said}`.slice(0, LONGEST_ANSWER).trimEnd();
};
