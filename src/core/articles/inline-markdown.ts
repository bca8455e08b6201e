import type { LinkReference, Nodes } from "mdast";
import { linkTarget, type Markdown, walk } from "./markdown.ts";

const span = (node: Nodes): readonly [number, number] => [
  node.position?.start.offset ?? 0,
  node.position?.end.offset ?? 0,
];

const destination = (url: string): string =>
  /[\s()<>]/.test(url) ? `<${url.replace(/[<>\s]/g, encodeURIComponent)}>` : url;

const oneLine = (markdown: string): string => markdown.replace(/[ \t\r\n]+/g, " ").trim();

/** The source between two offsets of the body on one line, a link by reference written out so that it stands alone. */
export const inlineSource = (from: number, to: number, within: Nodes, markdown: Markdown): string => {
  let result = "";
  let at = from;
  for (const node of walk(within)) {
    if (node.type !== "linkReference") continue;
    const [start, end] = span(node);
    const url = linkTarget(node, markdown);
    if (url === undefined || start < at || end > to) continue;
    const label = (node as LinkReference).children;
    const text = markdown.source.slice(span(label[0] ?? node)[0], span(label.at(-1) ?? node)[1]);
    result += `${markdown.source.slice(at, start)}[${text}](${destination(url)})`;
    at = end;
  }
  return oneLine(result + markdown.source.slice(at, to));
};

/** What in a heading is text, but would begin a quote, a list, another heading, a rule, a fence or a definition at the start of a line. */
const BLOCK_START = /^(?:(?=[>#+-]|\*(?:\s|[\s*]*$)|_[\s_]*$|~{3}|`{3}[^`]*$|\[[^\]]*\]:)|\d{1,9}(?=[.)](?:\s|$)))/;

/** A block as inline Markdown on one line: its paragraphs, also those of nested lists and quotes, joined by blanks. */
export const toInlineMarkdown = (block: Nodes, markdown: Markdown): string => {
  if (block.type === "paragraph" || block.type === "html") return inlineSource(...span(block), block, markdown);
  if (block.type === "code") return oneLine(block.value) === "" ? "" : `\`\` ${oneLine(block.value)} \`\``;
  if (!("children" in block)) return "";
  if (block.type === "heading") {
    const [first, last] = [block.children[0], block.children.at(-1)];
    if (!first || !last) return "";
    return inlineSource(span(first)[0], span(last)[1], block, markdown).replace(BLOCK_START, "$&\\");
  }
  return block.children
    .map((child) => toInlineMarkdown(child, markdown))
    .filter((text) => text !== "")
    .join(" ");
};
