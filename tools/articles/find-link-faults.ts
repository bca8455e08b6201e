import type { ContentProblem } from "../../src/core/articles/article.ts";
import { linksBelow, type Markdown, offsetOf, parseMarkdown, plainText } from "../../src/core/articles/markdown.ts";
import { parseHeader } from "../../src/core/articles/parse-header.ts";
import { makePlaces } from "../../src/core/articles/places.ts";

const toAnchor = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .trim()
    .replace(/\s/g, "-");

const anchorsOf = ({ root }: Markdown): ReadonlySet<string> => {
  const seen = new Map<string, number>();
  const anchors = root.children.flatMap((block) => {
    if (block.type !== "heading") return [];
    const anchor = toAnchor(plainText(block));
    const times = seen.get(anchor) ?? 0;
    seen.set(anchor, times + 1);
    return times === 0 ? anchor : `${anchor}-${times}`;
  });
  return new Set(anchors);
};

const faultOf = (url: string, anchors: ReadonlySet<string>, hosts: readonly string[]): string | undefined => {
  if (url.startsWith("#"))
    return anchors.has(decodeURIComponent(url.slice(1)).toLowerCase())
      ? undefined
      : `No heading has the anchor ${url}.`;
  if (!URL.canParse(url)) return `${JSON.stringify(url)} is no full address; a mail cannot follow it.`;
  const { protocol, host } = new URL(url);
  if (protocol !== "https:") return `${url} is not https.`;
  return hosts.includes(host.toLowerCase()) ? undefined : `${host} is not one of LINK_HOSTS.`;
};

const safeFaultOf: typeof faultOf = (url, anchors, hosts) => {
  try {
    return faultOf(url, anchors, hosts);
  } catch {
    return `${JSON.stringify(url)} is no address.`;
  }
};

/** The links of an article's text that a mail would not carry or that lead nowhere; nothing is fetched. */
export const findLinkFaults = (file: string, text: string, hosts: readonly string[]): readonly ContentProblem[] => {
  const header = parseHeader(text);
  if (header.kind !== "header") return [];
  const markdown = parseMarkdown(header.body, header.bodyStart);
  const placeOf = makePlaces(text);
  const anchors = anchorsOf(markdown);
  return linksBelow(markdown.root, markdown).flatMap(({ node, url }) => {
    const message = safeFaultOf(url, anchors, hosts);
    return message === undefined ? [] : { file, ...placeOf(offsetOf(node, markdown)), message };
  });
};
