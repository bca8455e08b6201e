import type { Heading, List, RootContent } from "mdast";
import { type Markdown, plainText } from "./markdown.ts";

/** The parts of an article: what stands in neither section, and the blocks of the two sections. */
export interface Zones {
  readonly prose: readonly RootContent[];
  readonly steps: readonly RootContent[];
  readonly documents: readonly RootContent[];
}

const zoneOf = (heading: Heading): "steps" | "documents" | undefined => {
  if (heading.depth < 2) return undefined;
  const words = plainText(heading).toLowerCase().replace(/\s*:$/, "");
  if (words === "recommended steps") return "steps";
  return words === "recommended documents" ? "documents" : undefined;
};

/** Cuts the body at the headings Recommended Steps and Recommended Documents (any level from 2 on, bold or not); a section ends at the next heading of its level or above. */
export const splitZones = ({ root }: Markdown): Zones => {
  const zones = { prose: [] as RootContent[], steps: [] as RootContent[], documents: [] as RootContent[] };
  let zone: keyof Zones = "prose";
  let depth = 0;
  for (const block of root.children) {
    if (block.type === "heading") {
      const named = zoneOf(block);
      if (named !== undefined || block.depth <= depth) {
        zone = named ?? "prose";
        depth = named === undefined ? 0 : block.depth;
        continue;
      }
    }
    zones[zone].push(block);
  }
  return zones;
};

/** The first ordered list among the blocks, and the list that goes on counting where it was cut off, if there is one. */
export const findStepLists = (blocks: readonly RootContent[]): { readonly list?: List; readonly cutOff?: List } => {
  const [list, ...later] = blocks.filter((block): block is List => block.type === "list" && block.ordered === true);
  if (list === undefined) return {};
  const next = (list.start ?? 1) + list.children.length;
  const cutOff = later.find(({ start }) => start === next);
  return cutOff === undefined ? { list } : { list, cutOff };
};
