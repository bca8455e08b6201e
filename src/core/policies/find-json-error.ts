const TOKEN =
  /("(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)|[{}[\],:]/uy;

type Expected = "value" | "valueOrEnd" | "key" | "keyOrEnd" | "colon" | "commaOrEnd";

/** Offset of the first character that cannot be in a JSON text, or the text's length when it only ends too early. `JSON.parse` tells this in some cases alone. */
export const findJsonError = (text: string): number => {
  const open: string[] = [];
  let expected: Expected = "value";
  let offset = skipBlanks(text, 0);
  while (offset < text.length) {
    TOKEN.lastIndex = offset;
    const match = TOKEN.exec(text);
    if (match === null) return offset;
    const next = follow(
      match[0],
      match[1] !== undefined,
      match[1] !== undefined || match[2] !== undefined,
      expected,
      open,
    );
    if (next === undefined) return offset;
    expected = next;
    offset = skipBlanks(text, TOKEN.lastIndex);
  }
  return offset;
};

/** What may come after this token, or undefined when the token may not be here. */
const follow = (
  token: string,
  isString: boolean,
  isScalar: boolean,
  expected: Expected,
  open: string[],
): Expected | undefined => {
  if (expected === "colon") return token === ":" ? "value" : undefined;
  if (isString && expected.startsWith("key")) return "colon";
  if (expected.startsWith("value")) {
    if (isScalar) return "commaOrEnd";
    if (token === "{" || token === "[") {
      open.push(token);
      return token === "{" ? "keyOrEnd" : "valueOrEnd";
    }
  }
  const inObject = open.at(-1) === "{";
  if (expected === "commaOrEnd" && token === "," && open.length > 0) return inObject ? "key" : "value";
  if (expected.endsWith("OrEnd") && open.length > 0 && token === (inObject ? "}" : "]")) {
    open.pop();
    return "commaOrEnd";
  }
  return undefined;
};

const skipBlanks = (text: string, start: number): number => {
  let offset = start;
  while (" \t\r\n".includes(text[offset] ?? "x")) offset++;
  return offset;
};
