import { isolate } from "./isolate.ts";

const LONGEST = 78;

/**
 * A subject of at most 78 characters: of its parts only the name is shortened, with an ellipsis, so that what happened and
 * how much there is to do are always read.
 */
export const subjectLine = (before: string, name: string, after: string): string => {
  const room = Math.max(8, LONGEST - lengthOf(before) - lengthOf(after) - lengthOf(isolate(name)) + lengthOf(name));
  return shorten(`${before}${isolate(shorten(name, room))}${after}`, LONGEST);
};

/** The text, or as much of it as there is room for with an ellipsis; no character is cut in two. */
export const shorten = (text: string, room: number): string => {
  if (lengthOf(text) <= room) return text;
  let kept = "";
  let length = 1;
  for (const { segment } of GRAPHEMES.segment(text)) {
    length += lengthOf(segment);
    if (length > room) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
};

const GRAPHEMES = new Intl.Segmenter("en", { granularity: "grapheme" });

const lengthOf = (text: string): number => text.length;
