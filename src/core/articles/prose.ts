import type { Nodes, Paragraph, RootContent } from "mdast";
import { type Markdown, offsetOf, walk } from "./markdown.ts";

/** One sentence of the prose without markup, on one line, and where each of its characters stands in the file's text. */
export interface Sentence {
  readonly text: string;
  placeOf(index: number): number;
}

interface Letters {
  readonly text: string;
  readonly offsets: readonly number[];
}

const readLetters = (paragraph: Paragraph, markdown: Markdown): Letters => {
  const letters: string[] = [];
  const offsets: number[] = [];
  const add = (value: string, node: Nodes): void => {
    const start = offsetOf(node, markdown);
    for (let index = 0; index < value.length; index += 1) {
      // One sort of blank and one of dash, so that the grammar knows one of each; both keep the length.
      const letter = (value[index] ?? "").replace(/\s/, " ").replace(/[\u2010-\u2015\u2212]/, "-");
      if (letter === " " && (letters.at(-1) ?? " ") === " ") continue;
      letters.push(letter);
      offsets.push(start + index);
    }
  };
  for (const node of walk(paragraph)) {
    if (node.type === "text" || node.type === "inlineCode") add(node.value, node);
    if (node.type === "break") add(" ", node);
  }
  return { text: letters.join(""), offsets };
};

/** A full stop, question or exclamation mark ends a sentence when a blank and a capital, a quote or a bracket follow. */
const SENTENCE_END = /[.!?]+["'”’)]* (?=["'“‘([]?[A-Z])/g;

const splitSentences = ({ text, offsets }: Letters): Sentence[] => {
  const ends = [...Array.from(text.matchAll(SENTENCE_END), (end) => end.index + end[0].length), text.length];
  let from = 0;
  return ends.map((end) => {
    const start = from;
    from = end;
    return {
      text: text.slice(start, end).trimEnd(),
      placeOf: (index) => offsets[start + index] ?? offsets.at(-1) ?? 0,
    };
  });
};

/** The sentences of all paragraphs of the prose in the order of the text, those of lists and quotes too. */
export const toSentences = (prose: readonly RootContent[], markdown: Markdown): readonly Sentence[] =>
  prose
    .flatMap((block) => Array.from(walk(block)))
    .flatMap((node) => (node.type === "paragraph" ? splitSentences(readLetters(node, markdown)) : []))
    .filter(({ text }) => text !== "");
