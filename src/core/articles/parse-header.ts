import matter from "gray-matter";
import { decodeEntities } from "./decode-entities.ts";
import { type ScannedAttribute, scanHeader } from "./scan-header.ts";

/** One attribute: its value decoded, blanks around it removed and blanks in it single. */
export interface HeaderAttribute {
  readonly value: string;
  readonly offset: number;
}

/** The attributes of a header by name in lower case; the first of a name counts. */
export type HeaderAttributes = ReadonlyMap<string, HeaderAttribute>;

/** A header and the body below it; offsets count in the text that was read. */
export type ParsedHeader =
  | {
      readonly kind: "header";
      readonly attributes: HeaderAttributes;
      readonly start: number;
      readonly body: string;
      readonly bodyStart: number;
      readonly repeated: readonly ScannedAttribute[];
    }
  | { readonly kind: "none" }
  | { readonly kind: "broken"; readonly attributes: HeaderAttributes; readonly at: number; readonly reason: string };

const parseLines = (lines: string): { attributes: ScannedAttribute[] } => ({
  attributes: lines
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as ScannedAttribute),
});

const refuse = (): never => {
  throw new TypeError("A header is read by no engine but our own.");
};

/**
 * gray-matter picks an engine by what follows the opening delimiter and has one that runs code. It is only ever given a
 * header that we wrote anew, with nothing after the delimiter; that every other engine refuses is the second lock.
 */
const MATTER_OPTIONS = {
  language: "properties",
  delimiters: ["<properties", "/>"] as [string, string],
  engines: {
    properties: { parse: parseLines, stringify: refuse },
    ...Object.fromEntries(
      ["yaml", "yml", "json", "javascript", "js", "coffee", "coffeescript", "cson", "toml"].map((name) => [
        name,
        { parse: refuse, stringify: refuse },
      ]),
    ),
  },
};

const toAttributes = (scanned: readonly ScannedAttribute[]): HeaderAttributes => {
  const attributes = new Map<string, HeaderAttribute>();
  for (const { name, value, offset } of scanned) {
    if (!attributes.has(name))
      attributes.set(name, { value: decodeEntities(value).replace(/\s+/g, " ").trim(), offset });
  }
  return attributes;
};

/** Normalises the header at the top of `text`, one attribute a line, and reads it with gray-matter. */
export const parseHeader = (text: string): ParsedHeader => {
  const scanned = scanHeader(text);
  if (scanned.kind === "none") return scanned;
  if (scanned.kind === "broken") return { ...scanned, attributes: toAttributes(scanned.attributes) };
  const lines = scanned.attributes.map((attribute) => JSON.stringify(attribute)).join("\n");
  const { data, content } = matter(`<properties\n${lines}\n/>\n${text.slice(scanned.bodyStart)}`, MATTER_OPTIONS);
  const read = (data as ReturnType<typeof parseLines>).attributes ?? [];
  const attributes = toAttributes(read);
  return {
    kind: "header",
    attributes,
    start: scanned.start,
    body: content,
    bodyStart: scanned.bodyStart,
    repeated: read.filter(({ name, offset }) => attributes.get(name)?.offset !== offset),
  };
};
