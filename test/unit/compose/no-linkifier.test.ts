import { domainToASCII } from "node:url";
import { Autolinker } from "autolinker";
import * as linkify from "linkifyjs";
import tlds from "tlds";
import { unlinkAddresses } from "../../../src/core/notifications/compose/unlink-addresses.ts";
import { fc } from "../../helpers/fast-check.ts";

/** Four numbers with dots are left to policies and versions (`1140.4.3.1`); telephone numbers lead to no site. */
const AUTOLINKER = { phone: false, urls: { schemeMatches: true, tldMatches: true, ipV4Matches: false } } as const;

/** What two libraries, that find more than mail programs do, would make links of. */
const linksIn = (text: string): readonly string[] => [
  ...linkify.find(text).map(({ value }) => value),
  ...Autolinker.parse(text, AUTOLINKER).map((match) => match.getMatchedText()),
];

const unlinked = (text: string): string => unlinkAddresses(text, () => false);

const NAMES = [
  (tld: string) => `evil.${tld}`,
  (tld: string) => `EVIL.${tld.toUpperCase()}`,
  (tld: string) => `partner-microsoft.${tld}/login?x=1#y`,
  (tld: string) => `a.b.${tld}:8080.`,
  (tld: string) => `me@evil.${tld}`,
  (tld: string) => `i❤.${tld}`,
  (tld: string) => `почта.${tld}`,
  (tld: string) => `mi\u0301crosoft.${tld}`,
  (tld: string) => `evil\u200d.${tld}`,
  (tld: string) => `evil.\u200c${tld}`,
  (tld: string) => `(evil.${tld})`,
  (tld: string) => `x,evil.${tld};y`,
  (tld: string) => `evil.${domainToASCII(tld)}`,
];

describe("a text with brackets", () => {
  it("has no link for any ending on the public list", () => {
    const missed = tlds.flatMap((tld) => NAMES.flatMap((name) => linksIn(unlinked(name(tld)))));
    expect(missed).toEqual([]);
    // Most of these would be links without.
    const found = tlds.filter((tld) => linksIn(`evil.${tld}`).length > 0);
    expect(found.length).toBeGreaterThan(1_000);
  });

  it("has no link whatever letters, joiners and marks it is made of, and loses none of them", () => {
    const piece = fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(".", "@", ":", "//", "/", "-", "_", "[", "]", "(", "'", ",", "www.") },
      { weight: 3, arbitrary: fc.constantFrom(...tlds) },
      {
        weight: 3,
        arbitrary: fc.constantFrom("evil", "ｃｏｍ", "ⓒⓞⓜ", "cоm", "𝐜𝐨𝐦", "1", "http", "https", "mailto", "x"),
      },
      { weight: 2, arbitrary: fc.constantFrom("\u200c", "\u200d", "\u0301", "❤", "é", "。", "．", "＠", "\ufe0f") },
      { weight: 1, arbitrary: fc.string({ unit: "grapheme", maxLength: 3 }) },
    );
    fc.assert(
      fc.property(fc.array(piece, { minLength: 2, maxLength: 10 }), (pieces) => {
        const text = pieces.join("");
        const safe = unlinked(text);
        expect(linksIn(safe)).toEqual([]);
        const plain = (given: string): string => given.replace(/[[\]]/g, "").replace(/[。．｡․﹒]/g, ".");
        expect(plain(safe)).toBe(plain(text));
      }),
      { numRuns: 5_000 },
    );
  });
});
