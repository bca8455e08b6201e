import { caniemail } from "caniemail";

/** One piece of HTML or CSS that Outlook's renderer, Word, ignores where a mail needs it. */
export interface WordStyleProblem {
  readonly line: number;
  readonly problem: string;
}

/** What Word ignores, by its name on caniemail.com, and why a mail may use it all the same. */
const HARMLESS: Readonly<Record<string, string>> = {
  "@media": "narrow and dark screens; Word has neither",
  "Attribute selector": "the dark Outlook apps, which are not Word",
  "Child combinator": "reset of links that iOS makes",
  "Chaining selectors": "dark screens",
  "color-scheme CSS property": "dark screens",
  "color-scheme meta tag": "dark screens",
  "word-spacing": "MJML's reset; its value is the default",
  outline: "MJML's reset of images",
  opacity: "the preheader, which display: none hides in Word",
  overflow: "the preheader",
  "max-height property": "the preheader",
  "min-height property": "height of a quoted blank line",
  "border-radius": "corners are square in Word",
  "overflow-wrap": "word-break, which Word knows, stands beside it or the cell grows",
  "table-layout": "columns have widths as attributes",
};

/** Box properties that Word keeps on table cells alone, and the elements that read well without them. */
const BOXES: Readonly<Record<string, ReadonlySet<string>>> = {
  padding: new Set(["td", "th", "ul", "ol", "h2", "a"]),
  border: new Set(["td", "th", "table", "h2", "a"]),
  background: new Set(["td", "th", "table", "body", "div", "a"]),
};

const CLIENT = "outlook.windows";

/** Looks a compiled template's HTML up in the data of caniemail.com. */
export const wordStyleProblems = (html: string): readonly WordStyleProblem[] => {
  const { issues } = caniemail({ clients: [CLIENT], html });
  const lines = html.split("\n");
  const tagAt = ({ line, column }: { line: number; column: number }): string | undefined =>
    /^<([a-z0-9]+)/u.exec(lines[line - 1]?.slice(column - 1) ?? "")?.[1];
  const ignored = (issues.errors.get(CLIENT) ?? [])
    .filter(({ title }) => HARMLESS[title] === undefined)
    .map(({ title, position }) => ({ line: position?.start.line ?? 1, problem: `Word ignores "${title}"` }));
  const misplaced = (issues.warnings.get(CLIENT) ?? []).flatMap(({ title, position }) => {
    // Positions without an element are those of rules in a style element, which are for other clients.
    const tag = position && tagAt(position.start);
    const isFine = tag === undefined || BOXES[title]?.has(tag) !== false;
    return isFine ? [] : [{ line: position?.start.line ?? 1, problem: `Word ignores "${title}" on <${tag}>` }];
  });
  return [...ignored, ...misplaced];
};
