/** Deeper nesting than any text for people has; the Markdown parser's time grows with its square. */
const MAX_NESTING = 32;
const MAX_LEADING_BLANKS = 128;
const MAX_MARKER_RUN = 128;
const MAX_LINK_OPENINGS = 4_000;

/** Something in a text that would keep the Markdown parser busy for too long. */
export interface ExceededLimit {
  readonly offset: number;
  readonly reason: string;
}

const MARKERS = /(?:[ \t]*(?:>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t])))+/y;
const MARKER = />|[-+*]|\d{1,9}[.)]/g;
const DEEP_LIST = new RegExp(`^[ \\t]{${MAX_LEADING_BLANKS}}[ \\t]*(?:>|[-+*][ \\t]|\\d{1,9}[.)][ \\t])`, "m");
const LONG_RUN = new RegExp(`\\*{${MAX_MARKER_RUN}}|_{${MAX_MARKER_RUN}}`);

const tooDeep = (body: string): number | undefined => {
  for (const line of body.matchAll(/[^\r\n]+/g)) {
    MARKERS.lastIndex = 0;
    const markers = MARKERS.exec(line[0])?.[0] ?? "";
    if (markers.length > MAX_NESTING && (markers.match(MARKER) ?? []).length > MAX_NESTING) return line.index;
  }
  const list = DEEP_LIST.exec(body);
  return list?.index;
};

/** The first thing in a body that no article needs and that the Markdown parser must not be given; undefined for a sane body. */
export const findExceededLimit = (body: string): ExceededLimit | undefined => {
  const deep = tooDeep(body);
  if (deep !== undefined)
    return { offset: deep, reason: `Quotes or lists are nested more than ${MAX_NESTING} levels deep.` };
  const run = LONG_RUN.exec(body);
  if (run) return { offset: run.index, reason: `A run of ${MAX_MARKER_RUN} or more \`*\` or \`_\` is no Markdown.` };
  let openings = 0;
  for (const opening of body.matchAll(/\]\(/g)) {
    openings += 1;
    if (openings > MAX_LINK_OPENINGS)
      return { offset: opening.index, reason: `There are more than ${MAX_LINK_OPENINGS} links.` };
  }
  return undefined;
};
