const SCHEME = /:([/\\]{2,})([^\s/?#\\]*)/gu;
const BARE_SCHEME =
  /(mailto|\btel|\bsms|\bcallto|\bskype|\bjavascript|\bvbscript|\bdata|\bfile|\bms-[a-z-]+):(?=\S)/giu;
/** Some take every word for a scheme when a dot follows. */
const ANY_SCHEME = /(?<=[a-z][\w+.-]*):(?=[^\s.:/\\[]+\.[^\s.])/giu;
const WEB_HOST = /www[.。．｡][^\s/?#]+/giu;
const SHARE = /(?<![\\[\]])\\\\(?=[\p{L}\p{N}])/gu;
const DOT = /(?<!\[)[.。．｡]/gu;
/** Behind a name, before a host: one that starts with a letter, or got brackets. */
const MAILBOX_AT = /(?<=[^\s[])@(?=\p{L}|\P{ASCII}|[^\s@[]*\[\.\])/gu;

/** What may be a host: letters and digits of any script with whatever else is not ASCII, such as joiners and emoji, and dots. */
const RUN = /(?:[\w.-]|[^\p{ASCII}\s])+/gu;
const DOTS = /([.。．｡․﹒])/u;

/** Each ending that is in use or will be, with whatever stands around and between: no number first, and two letters at least. */
const ENDING = /^[^\p{L}\p{N}]*\p{L}\P{L}*\p{L}/u;
const WHOLE_ENDING = /^[a-z]{2,63}$|^xn--/iu;

/** Languages without blanks go on behind these dots, where no mail program looks for a host: there the ending must be one as DNS has it. */
const FOREIGN_DOTS = new Set("。．｡․﹒");

/** Compatible letters such as `ｃ` and `ⓒ` are read as the ones they stand for. */
const isEnding = (dot: string, label: string): boolean => {
  const read = label.normalize("NFKD");
  return FOREIGN_DOTS.has(dot) ? WHOLE_ENDING.test(read) : ENDING.test(read);
};

/**
 * Any word may end like a host, for endings are sold by the hundred: `Node[.]js` is the price. One letter ends none (`e.g.`), nor
 * does a number (`1.2.3`).
 */
const unlinkRun = (run: string): string => {
  const [first = "", ...rest] = run.split(DOTS);
  const pairs = rest.flatMap((dot, at) => (at % 2 === 0 ? [{ dot, label: rest[at + 1] ?? "" }] : []));
  const begins = first === "" ? 1 : 0;
  if (!pairs.some(({ dot, label }, at) => at >= begins && isEnding(dot, label))) return run;
  const last = pairs.findLastIndex(({ label }) => label !== "");
  const written = pairs.map(({ dot, label }, at) => {
    const isInside = at >= begins && at <= last && (dot === "." || isEnding(dot, label));
    return `${isInside ? "[.]" : dot}${label}`;
  });
  return `${first}${written.join("")}`;
};

const withBrackets = (text: string): string => text.replace(DOT, "[.]");

/** An address has one of these; most words have none, and are left alone at once. */
const SUSPECT = /[:@\\]|[.。．｡․﹒](?=[^\d\s.])/u;

const unlinkWord = (word: string): string =>
  word
    .replace(SCHEME, (_, slashes: string, host: string) => `[:]${slashes}${withBrackets(host)}`)
    .replace(BARE_SCHEME, "$1[:]")
    .replace(ANY_SCHEME, "[:]")
    .replace(WEB_HOST, withBrackets)
    .replace(RUN, unlinkRun)
    .replace(MAILBOX_AT, "[@]")
    .replace(SHARE, "[\\\\]");

/** An address of plain ASCII characters; without a scheme mail programs add one. */
const PLAIN_ADDRESS = /^(https:\/\/)?[a-z0-9.-]+(?:[/?#][\w\-./~%?#&=+!$*]*)?$/iu;
const OPENING = new Set("([{<\"'");
const CLOSING = new Set(")]}>\"'.,;:!?");

/** The word without the quotes, brackets and full stops around it. */
const bareWord = (word: string): string => {
  let start = 0;
  let end = word.length;
  while (start < end && OPENING.has(word.charAt(start))) start += 1;
  while (end > start && CLOSING.has(word.charAt(end - 1))) end -= 1;
  return word.slice(start, end);
};

/**
 * Text in which no mail program finds an address to make a link of: `https[:]//evil[.]com`, `me[@]evil[.]com`. Invisible
 * joiners would not do, for resolvers ignore some of them. Addresses that `isAllowed` are left whole, for they may be links.
 */
export const unlinkAddresses = (text: string, isAllowed: (url: string) => boolean): string => {
  if (!SUSPECT.test(text)) return text;
  return text.replace(/\S+/gu, (word) => {
    if (!SUSPECT.test(word)) return word;
    const bare = bareWord(word);
    const [isPlain, scheme] = PLAIN_ADDRESS.exec(bare) ?? [];
    return isPlain !== undefined && isAllowed(scheme === undefined ? `https://${bare}` : bare)
      ? word
      : unlinkWord(word);
  });
};
