/** One attribute of a header as written, its name in lower case, its value not decoded. */
export interface ScannedAttribute {
  readonly name: string;
  readonly value: string;
  readonly offset: number;
}

/** What stands at the top of a text: a header with the offset of the body, none, or one that breaks off at `at`. */
export type ScannedHeader =
  | {
      readonly kind: "header";
      readonly attributes: readonly ScannedAttribute[];
      readonly start: number;
      readonly bodyStart: number;
    }
  | { readonly kind: "none" }
  | {
      readonly kind: "broken";
      readonly attributes: readonly ScannedAttribute[];
      readonly at: number;
      readonly reason: string;
    };

const LEAD = /(?:\s+|<!--[\s\S]*?-->)*/y;
const OPEN = /<properties(?=[\s/>"'=]|$)/iy;
const BLANKS = /\s*/y;
const NAME = /[\w:.-]+/y;
const EQUALS = /\s*=\s*/y;
const BARE_VALUE = /[^\s"'<>]*?(?=\s|\/>|$)/y;
const CLOSE = /\/>/y;

const matchAt = (pattern: RegExp, text: string, offset: number): string | undefined => {
  pattern.lastIndex = offset;
  return pattern.exec(text)?.[0];
};

/** Reads `<properties … />` with quotes in mind: a value may hold line breaks, `>` and `/>`. A byte order mark, blanks and HTML comments may stand before it. */
export const scanHeader = (text: string): ScannedHeader => {
  const start = (matchAt(LEAD, text, 0) ?? "").length;
  const open = matchAt(OPEN, text, start);
  if (open === undefined) return { kind: "none" };
  const attributes: ScannedAttribute[] = [];
  const broken = (at: number, reason: string): ScannedHeader => ({ kind: "broken", attributes, at, reason });
  let at = start + open.length;
  for (;;) {
    at += (matchAt(BLANKS, text, at) ?? "").length;
    if (matchAt(CLOSE, text, at) !== undefined) return { kind: "header", attributes, start, bodyStart: at + 2 };
    if (at >= text.length) return broken(start, "The header is never closed: `/>` is missing.");
    const name = matchAt(NAME, text, at);
    if (name === undefined)
      return broken(at, `The header has ${JSON.stringify(text[at])} where an attribute or \`/>\` belongs.`);
    const offset = at;
    at += name.length;
    const equals = matchAt(EQUALS, text, at);
    if (equals === undefined) {
      attributes.push({ name: name.toLowerCase(), value: "", offset });
      continue;
    }
    at += equals.length;
    const quote = text[at];
    if (quote === '"' || quote === "'") {
      const end = text.indexOf(quote, at + 1);
      if (end < 0) return broken(at, `The value of ${name} is never closed: ${quote} is missing.`);
      attributes.push({ name: name.toLowerCase(), value: text.slice(at + 1, end), offset });
      at = end + 1;
    } else {
      const value = matchAt(BARE_VALUE, text, at) ?? "";
      attributes.push({ name: name.toLowerCase(), value, offset });
      at += value.length;
    }
  }
};
