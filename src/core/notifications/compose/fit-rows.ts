/** Room for reviews in a mail of at most 90 KB, less what stands around them. */
const ROOM_IN_BYTES = 72_000;

/** Markup of one review, with its inlined styles. */
const MARKUP_IN_BYTES = 1_150;

/** Markup of one line of a card. */
const LINE_IN_BYTES = 8;

const encoder = new TextEncoder();

/** At most this many bytes once it is escaped: every character of markup becomes six. */
const bytesOf = (text: string): number => encoder.encode(text).length + 6 * (text.match(/[&<>"'`=]/gu)?.length ?? 0);

/** How many of each list a mail has room for, the first lists and their first rows served first. */
export const fitRows = (lists: readonly (readonly object[])[]): number[] => {
  let left = ROOM_IN_BYTES;
  return lists.map((rows) => {
    let kept = 0;
    for (const row of rows) {
      left -= MARKUP_IN_BYTES + textsOf(row).reduce((sum, text) => sum + bytesOf(text) + LINE_IN_BYTES, 0);
      if (left < 0) break;
      kept += 1;
    }
    return kept;
  });
};

/** Markup of one link, with its inlined styles, as text that takes as much room. */
const LINK_MARKUP = " ".repeat(130);

const textsOf = (row: object): string[] => Object.values(row).flatMap(textsIn);

const textsIn = (value: unknown): string[] => {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return typeof value === "object" && value !== null ? [LINK_MARKUP, ...textsOf(value)] : [];
};
