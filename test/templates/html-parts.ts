import { type DefaultTreeAdapterTypes, parse } from "parse5";

type Node = DefaultTreeAdapterTypes.Node;

/** What a mail program makes of an HTML part. */
export interface HtmlParts {
  /** Every element with the names of its attributes, in order. */
  readonly elements: readonly string[];
  readonly links: readonly string[];
}

/** Parses HTML as a browser does. */
export const htmlParts = (html: string): HtmlParts => {
  const elements: string[] = [];
  const links: string[] = [];
  const walk = (node: Node): void => {
    if ("tagName" in node) {
      elements.push([node.tagName, ...node.attrs.map(({ name }) => name)].join(" "));
      links.push(...node.attrs.filter(({ name }) => name === "href").map(({ value }) => value));
    }
    if ("childNodes" in node) node.childNodes.forEach(walk);
  };
  walk(parse(html));
  return { elements, links };
};
