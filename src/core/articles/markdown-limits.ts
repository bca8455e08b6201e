/** Deeper nesting than any text for people has; the Markdown parser's time grows with its square. */
const MAX_NESTING = 32;
const MAX_LEADING_BLANKS = 128;
const MAX_MARKER_RUN = 128;
const MAX_MARKS_IN_PARAGRAPH = 3_000;
const MAX_MARKS = 20_000;
const MAX_LINES = 50_000;

/** Something in a text that would keep the Markdown parser busy for too long. */
export interface ExceededLimit {
  readonly offset: number;
  readonly reason: string;
}

const MARKERS = /(?:[ \t]*(?:>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t])))+/y;
const MARK = /[*_[\]]/g;
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

const BLOCK_START = /^[ \t]*(?:$|#{1,6}[ \t]|[-+*>]|\d{1,9}[.)][ \t])/;

/** The line at which a paragraph, or the body as a whole, has gathered too many marks that open and close. */
const tooManyMarks = (body: string): number | undefined => {
  let inParagraph = 0;
  let inBody = 0;
  for (const line of body.matchAll(/[^\r\n]*(?:\r\n|\n|\r|$)/g)) {
    const marks = line[0].match(MARK)?.length ?? 0;
    inParagraph = (BLOCK_START.test(line[0].trimEnd()) ? 0 : inParagraph) + marks;
    inBody += marks;
    if (inParagraph > MAX_MARKS_IN_PARAGRAPH || inBody > MAX_MARKS) return line.index;
  }
  return undefined;
};

/** The first thing in a body that no article needs and that the Markdown parser must not be given; undefined for a sane body. */
export const findExceededLimit = (body: string): ExceededLimit | undefined => {
  const deep = tooDeep(body);
  if (deep !== undefined)
    return { offset: deep, reason: `Quotes or lists are nested more than ${MAX_NESTING} levels deep.` };
  const run = LONG_RUN.exec(body);
  if (run) return { offset: run.index, reason: `A run of ${MAX_MARKER_RUN} or more \`*\` or \`_\` is no Markdown.` };
  const marks = tooManyMarks(body);
  if (marks !== undefined)
    return { offset: marks, reason: "There are more `*`, `_`, `[` and `]` than any article has." };
  const line = Array.from(body.matchAll(/\r\n|\n|\r/g))[MAX_LINES];
  if (line) return { offset: line.index, reason: `There are more than ${MAX_LINES} lines.` };
  return undefined;
};
