/** What the real host's web server makes of a request path before the app sees it: Kestrel decodes it, `PathString` encodes it again. */

const SLASH = 0x2f;

const byteAt = (text: string, at: number): number | undefined => {
  const hex = /^%([0-9a-f]{2})/i.exec(text.slice(at, at + 3))?.[1];
  return hex === undefined ? undefined : Number.parseInt(hex, 16);
};

const lengthOf = (first: number): number => (first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4);

/** The character whose escapes begin here; undefined when they are no UTF-8. */
const characterAt = (text: string, at: number): { character: string; escapes: number } | undefined => {
  const escapes = lengthOf(byteAt(text, at) ?? 0);
  try {
    return { character: decodeURIComponent(text.slice(at, at + 3 * escapes)), escapes };
  } catch {
    return undefined;
  }
};

/** Each escape once, but that of a slash and what is no UTF-8; undefined for a NUL, which Kestrel refuses. */
const decodePath = (raw: string): string | undefined => {
  let decoded = "";
  for (let at = 0; at < raw.length; ) {
    const byte = byteAt(raw, at);
    if (byte === 0) return undefined;
    const found = byte === undefined || byte === SLASH ? undefined : characterAt(raw, at);
    decoded += found?.character ?? raw.charAt(at);
    at += found === undefined ? 1 : 3 * found.escapes;
  }
  return decoded;
};

/** RFC 3986, 5.2.4: after the decoding, so `%2e%2e` is a dot segment, too. */
const removeDotSegments = (path: string): string => {
  const kept: string[] = [];
  const segments = path.split("/").slice(1);
  for (const [index, segment] of segments.entries()) {
    if (segment === "..") kept.pop();
    else if (segment !== ".") kept.push(segment);
    if ((segment === "." || segment === "..") && index === segments.length - 1) kept.push("");
  }
  return `/${kept.join("/")}`;
};

/** What is already an escape stays one: a `%` that was encoded twice can no longer be told from one that was encoded once. */
const encodePath = (path: string): string =>
  path.replace(/%[0-9a-f]{2}|[^A-Za-z0-9!$&'()*+,\-./:;=@_~]/giu, (part) =>
    part.length === 3 ? part : encodeURIComponent(part.toWellFormed()),
  );

export type RequestPath = {
  /** Decoded once but for `%2F`: what routes are matched against. */
  path: string;
  /** As the app finds it in `request.url`. */
  encoded: string;
};

/** Undefined for a path that Kestrel answers with 400. */
export const toRequestPath = (raw: string): RequestPath | undefined => {
  if (/[^\x21-\x7e]/.test(raw)) return undefined;
  const decoded = decodePath(raw);
  if (decoded === undefined) return undefined;
  const path = removeDotSegments(decoded);
  return { path, encoded: encodePath(path) };
};
