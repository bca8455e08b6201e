import type { Definition, Link, LinkReference, Nodes, Root } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { toString as toPlainText } from "mdast-util-to-string";

/** A body as Markdown syntax tree, with its source and where the source begins in the file's text. */
export interface Markdown {
  readonly root: Root;
  readonly source: string;
  readonly start: number;
  readonly definitions: ReadonlyMap<string, Definition>;
}

/** Every node below and including `node`, in the order of the text. */
export function* walk(node: Nodes): Generator<Nodes> {
  yield node;
  if ("children" in node) for (const child of node.children) yield* walk(child);
}

/** Reads a body; `start` is its offset in the file's text. */
export const parseMarkdown = (source: string, start: number): Markdown => {
  const root = fromMarkdown(source);
  const definitions = new Map<string, Definition>();
  for (const node of walk(root)) {
    if (node.type === "definition" && !definitions.has(node.identifier)) definitions.set(node.identifier, node);
  }
  return { root, source, start, definitions };
};

/** Where a node begins in the file's text. */
export const offsetOf = (node: Nodes, { start }: Markdown): number => start + (node.position?.start.offset ?? 0);

/** The target of a link, also of one by reference; undefined for any other node. */
export const linkTarget = (node: Nodes, { definitions }: Markdown): string | undefined => {
  if (node.type === "link") return node.url;
  return node.type === "linkReference" ? definitions.get(node.identifier)?.url : undefined;
};

/** All links below a node, in the order of the text. */
export const linksBelow = (
  node: Nodes,
  markdown: Markdown,
): { readonly node: Link | LinkReference; readonly url: string }[] =>
  Array.from(walk(node)).flatMap((inner) => {
    const url = linkTarget(inner, markdown);
    return url === undefined ? [] : [{ node: inner as Link | LinkReference, url }];
  });

/** The words of a node without any markup, with single blanks. */
export const plainText = (node: Nodes): string =>
  toPlainText(node, { includeImageAlt: false, includeHtml: false }).replace(/\s+/g, " ").trim();
