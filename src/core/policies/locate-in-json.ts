/** A place in a text, 1-based. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

/** Line and column of an offset. */
export const placeAt = (text: string, offset: number): TextPlace => {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length, column: (before.at(-1) ?? "").length + 1 };
};

/**
 * Where the value at `path` starts in a JSON text that `JSON.parse` accepted. A path that leads nowhere gives the last place
 * on the way that exists: a missing field is shown at its object.
 */
export const locateInJson = (text: string, path: readonly PropertyKey[]): TextPlace => {
  let offset = skipBlanks(text, 0);
  for (const key of path) {
    const child = childOffset(text, offset, key);
    if (child === undefined) break;
    offset = child;
  }
  return placeAt(text, offset);
};

const childOffset = (text: string, start: number, key: PropertyKey): number | undefined => {
  const isObject = text[start] === "{";
  if (!isObject && text[start] !== "[") return undefined;
  let offset = skipBlanks(text, start + 1);
  for (let index = 0; offset < text.length && text[offset] !== "}" && text[offset] !== "]"; index++) {
    let name: PropertyKey = index;
    if (isObject) {
      const end = skipString(text, offset);
      name = JSON.parse(text.slice(offset, end)) as string;
      offset = skipBlanks(text, skipBlanks(text, end) + 1);
    }
    if (name === key) return offset;
    offset = skipBlanks(text, skipValue(text, offset));
    if (text[offset] === ",") offset = skipBlanks(text, offset + 1);
  }
  return undefined;
};

const skipBlanks = (text: string, start: number): number => {
  let offset = start;
  while (" \t\r\n".includes(text[offset] ?? "x")) offset++;
  return offset;
};

const skipString = (text: string, start: number): number => {
  let offset = start + 1;
  while (offset < text.length && text[offset] !== '"') offset += text[offset] === "\\" ? 2 : 1;
  return offset + 1;
};

const skipValue = (text: string, start: number): number => {
  if (text[start] === '"') return skipString(text, start);
  let depth = 0;
  let offset = start;
  while (offset < text.length) {
    const character = text[offset] ?? "";
    if (depth === 0 && ",]} \t\r\n".includes(character)) return offset;
    if (character === '"') {
      offset = skipString(text, offset);
      continue;
    }
    if ("{[".includes(character)) depth++;
    if ("}]".includes(character)) depth--;
    offset++;
    if (depth === 0 && "}]".includes(character)) return offset;
  }
  return offset;
};
