import { fromMarkdown } from "mdast-util-from-markdown";
import { toString as textOf } from "mdast-util-to-string";

/** A stretch of text of one look. `url` is null unless it is a link. */
export interface Run {
  readonly text: string;
  readonly url: string | null;
  readonly strong: boolean;
  readonly code: boolean;
}

/** Inline Markdown ready for both parts of a mail: runs for HTML, which the template marks up and escapes, and plain text. */
export interface Inline {
  readonly runs: readonly Run[];
  readonly text: string;
}

/** Decides whether a link may stay: the address to use, or null. */
export type LinkJudge = (url: string) => string | null;

/**
 * Turns inline Markdown of an article or of our guidance into runs; raw HTML and images become their text. A link that may
 * not stay keeps its words, and its address as text when that is a web address: nothing that an article says is lost.
 */
export const parseInline = (markdown: string, judge: LinkJudge): Inline => {
  const runs = parsed(markdown).map((run): Run => (run.url === null ? run : judged(run, judge(run.url))));
  return { runs, text: runs.map(asText).join("") };
};

const judged = (run: Run, url: string | null): Run => {
  if (url !== null) return { ...run, url };
  const shown = run.url?.startsWith("https://") && run.url !== run.text ? `${run.text} (${run.url})` : run.text;
  return { ...run, text: shown, url: null };
};

const asText = ({ text, url }: Run): string => (url === null || url === text ? text : `${text} (${url})`);

// Parsing costs more than everything else in a mail, and the texts of articles and guidance are few: keep them.
const REMEMBERED_AT_MOST = 5_000;
const remembered = new Map<string, readonly Run[]>();

const parsed = (markdown: string): readonly Run[] => {
  const known = remembered.get(markdown);
  if (known !== undefined) return known;
  const runs = merge(flatten(fromMarkdown(markdown), { url: null, strong: false, code: false }));
  if (remembered.size >= REMEMBERED_AT_MOST) remembered.clear();
  remembered.set(markdown, runs);
  return runs;
};

type Look = Omit<Run, "text">;

/** The parts of an mdast node that matter here. */
interface MarkdownNode {
  readonly type: string;
  readonly value?: string;
  readonly alt?: string | null | undefined;
  readonly url?: string;
  readonly children?: readonly MarkdownNode[];
}

/** Blocks are set apart by a blank, phrases run on. */
const BLOCKS = new Set(["root", "list", "listItem", "blockquote"]);

const flatten = (node: MarkdownNode, look: Look): Run[] => {
  switch (node.type) {
    case "break":
      return [{ ...look, text: " " }];
    case "image":
      return [{ ...look, text: node.alt ?? "" }];
    case "link":
      return [{ ...look, text: textOf(node), url: node.url ?? null }];
    default: {
      const own = {
        ...look,
        strong: look.strong || node.type === "strong",
        code: look.code || node.type === "inlineCode" || node.type === "code",
      };
      if (node.value !== undefined) return [{ ...own, text: node.value }];
      return (node.children ?? []).flatMap((child, index) => [
        ...(index > 0 && BLOCKS.has(node.type) ? [{ ...look, text: " " }] : []),
        ...flatten(child, own),
      ]);
    }
  }
};

const merge = (runs: readonly Run[]): readonly Run[] => {
  const merged: Run[] = [];
  for (const run of runs) {
    const text = run.text.replace(/\s+/gu, " ");
    const last = merged.at(-1);
    if (
      last !== undefined &&
      last.url === null &&
      run.url === null &&
      last.strong === run.strong &&
      last.code === run.code
    )
      merged[merged.length - 1] = { ...last, text: last.text + text };
    else if (text !== "") merged.push({ ...run, text });
  }
  return merged;
};
