import matter from "gray-matter";
import type { List, Root, RootContent } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { toString as textOf } from "mdast-util-to-string";
import type { ContentProblem } from "../articles/article.ts";
import { findExceededLimit } from "../articles/markdown-limits.ts";
import { placeAt } from "./locate-in-json.ts";
import type { PolicyGuidance } from "./policy.ts";
import { normalisePolicyId } from "./policy-id.ts";

/** One guidance file as read. `guidance` is absent when there is a problem. */
export interface ParsedGuidance {
  readonly guidance?: PolicyGuidance;
  /** The header's `title`, so that it can be compared with the policy's. */
  readonly title?: string;
  readonly problems: readonly ContentProblem[];
}

/** Our help is read in a mail, so a text anywhere near this long is a mistake. */
const MAX_CHARACTERS = 16_000;

const HEADINGS = ["What it means", "How to check", "How to fix"] as const;
type Heading = (typeof HEADINGS)[number];

/**
 * Reads one guidance file: a YAML header with `policy` (in quotes, since 100.10 would be the number 100.1), `title`, and `source`, the public pages
 * that its facts come from; then
 * `## What it means` with one paragraph, `## How to check` and `## How to fix` with one list each. Never throws.
 */
export const parseGuidance = (file: string, text: string): ParsedGuidance => {
  const problems: ContentProblem[] = [];
  const report = (offset: number, message: string): void => {
    problems.push({ file, ...placeAt(text, offset), message });
  };

  const excess =
    text.length > MAX_CHARACTERS
      ? { offset: MAX_CHARACTERS, reason: `Guidance has at most ${MAX_CHARACTERS} characters.` }
      : findExceededLimit(text);
  if (excess !== undefined) {
    report(excess.offset, excess.reason);
    return { problems };
  }
  const header = readHeader(text);
  if (typeof header === "string") return { problems: [{ file, line: 1, column: 1, message: header }] };
  const { policy, title, source, bodyOffset } = header;
  if (typeof policy !== "string" || normalisePolicyId(policy) !== policy) {
    report(0, 'The header needs policy: "…" with a policy id in quotes.');
  }
  if (typeof title !== "string" || title.trim() === "") report(0, "The header needs a title.");
  const badSource = badSourceOf(source);
  if (badSource !== undefined) report(0, badSource);

  const body = text.slice(bodyOffset);
  const tree = fromMarkdown(body);
  const sections = readSections(tree, (node, message) => report(bodyOffset + startOf(node), message));
  checkNodes(tree, (node, message) => report(bodyOffset + startOf(node), message));
  for (const heading of HEADINGS)
    if (!sections.has(heading)) report(text.length, `The section "## ${heading}" is missing.`);
  if (problems.length > 0) return { problems };

  const inline = (node: RootContent) => body.slice(startOf(node), endOf(node)).replace(/\s*\n\s*/g, " ");
  const items = (heading: Heading): readonly string[] => {
    const list = sections.get(heading) as List;
    return list.children.map((item) => inline(item.children[0] as RootContent));
  };
  return {
    guidance: {
      policyId: policy as string,
      meaning: inline(sections.get("What it means") as RootContent),
      checks: items("How to check"),
      fixes: items("How to fix"),
    },
    title: title as string,
    problems,
  };
};

/** Hosts on which the makers of the policies publish; a fixed list, so that no setting makes our own files wrong. */
const SOURCE_HOSTS: ReadonlySet<string> = new Set([
  "learn.microsoft.com",
  "docs.microsoft.com",
  "partner.microsoft.com",
  "aka.ms",
]);

/** What is wrong with the pages that the facts are said to come from. */
const badSourceOf = (source: unknown): string | undefined => {
  if (!Array.isArray(source) || source.length === 0)
    return "The header needs source: a list of the pages that the facts come from.";
  const bad: unknown = source.find((page) => !isSource(page));
  return bad === undefined
    ? undefined
    : `The source ${JSON.stringify(bad)} is not an https address on ${[...SOURCE_HOSTS].join(", ")}.`;
};

const isSource = (page: unknown): boolean => {
  if (typeof page !== "string" || !URL.canParse(page)) return false;
  const { protocol, host } = new URL(page);
  return protocol === "https:" && SOURCE_HOSTS.has(host);
};

interface Header {
  readonly policy: unknown;
  readonly title: unknown;
  readonly source: unknown;
  readonly bodyOffset: number;
}

/** The header, or what is wrong with it. */
const readHeader = (text: string): Header | string => {
  // gray-matter picks an engine by the word after the dashes, and one of its engines runs code.
  if (!/^---[ \t]*\r?\n/.test(text)) return "The file does not start with a header between two lines of three dashes.";
  if (!/\n---[ \t]*(?:\r?\n|$)/.test(text)) return "The header is never closed.";
  try {
    const { data, content } = matter(text, {});
    const { policy, title, source }: Record<string, unknown> = data;
    return { policy, title, source, bodyOffset: text.length - content.length };
  } catch (error) {
    return `The header is not YAML: ${error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error)}`;
  }
};

type Report = (node: { readonly position?: RootContent["position"] }, message: string) => void;

const readSections = (tree: Root, report: Report): ReadonlyMap<Heading, RootContent> => {
  const sections = new Map<Heading, RootContent>();
  let current: Heading | undefined;
  for (const node of tree.children) {
    if (node.type === "heading") {
      const name = textOf(node);
      current = HEADINGS.find((heading) => heading === name);
      if (current === undefined || node.depth !== 2)
        report(node, `Unknown heading "${name}": the headings are ${HEADINGS.map((h) => `"## ${h}"`).join(", ")}.`);
    } else if (current === undefined) {
      report(node, "Text before the first heading.");
    } else if (sections.has(current)) {
      report(node, `"## ${current}" takes one ${current === "What it means" ? "paragraph" : "list"} and nothing more.`);
    } else {
      sections.set(current, node);
      checkShape(current, node, report);
    }
  }
  return sections;
};

const checkShape = (heading: Heading, node: RootContent, report: Report): void => {
  if (heading === "What it means") {
    if (node.type !== "paragraph") report(node, `"## ${heading}" takes one paragraph.`);
  } else if (node.type !== "list") {
    report(node, `"## ${heading}" takes one list.`);
  } else {
    for (const item of node.children) {
      if (item.children.length !== 1 || item.children[0]?.type !== "paragraph") {
        report(item, "A list item holds one paragraph and nothing more.");
      }
    }
  }
};

const checkNodes = (node: Root | RootContent, report: Report): void => {
  if (node.type === "html") report(node, "HTML is not allowed.");
  if (node.type === "image" || node.type === "imageReference") report(node, "Images are not allowed.");
  if (node.type === "link" && !node.url.startsWith("https://")) report(node, `The link ${node.url} is not https.`);
  if ("children" in node) for (const child of node.children) checkNodes(child, report);
};

const startOf = (node: { readonly position?: RootContent["position"] }): number => node.position?.start.offset ?? 0;
const endOf = (node: RootContent): number => node.position?.end.offset ?? 0;
