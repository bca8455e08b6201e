import type { Paragraph, RootContent } from "mdast";
import { inlineSource } from "./inline-markdown.ts";
import { type Markdown, plainText, walk } from "./markdown.ts";

/** The paragraph that holds the note on expediting, and its inline Markdown without the marker. */
export interface FoundNote {
  readonly paragraph: Paragraph;
  readonly note: string;
}

const readNote = (paragraph: Paragraph, markdown: Markdown): FoundNote | undefined => {
  const marker = paragraph.children[0];
  if (marker?.type !== "strong") return undefined;
  const word = plainText(marker);
  const from = marker.position?.end.offset ?? 0;
  const rest = markdown.source.slice(from, paragraph.position?.end.offset);
  const colon = /^important\s*:$/i.test(word) ? "" : /^\s*:/.exec(rest)?.[0];
  if (!/^important\s*:?$/i.test(word) || colon === undefined) return undefined;
  const to = paragraph.position?.end.offset ?? from;
  return { paragraph, note: inlineSource(from + colon.length, to, paragraph, markdown) };
};

/** The note is the first paragraph marked `**IMPORTANT**:` or `**IMPORTANT:**`, wherever it stands in the prose; one that speaks of expediting goes before others. */
export const findNote = (prose: readonly RootContent[], markdown: Markdown): FoundNote | undefined => {
  const notes = prose
    .flatMap((block) => Array.from(walk(block)))
    .flatMap((node) => (node.type === "paragraph" ? (readNote(node, markdown) ?? []) : []));
  return notes.find(({ note }) => /expedit/i.test(note)) ?? notes[0];
};
