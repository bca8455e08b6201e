import { createHash } from "node:crypto";

/** SHA-256 of UTF-8 text, as 64 lower-case hexadecimal digits. */
export const sha256 = (text: string): string => createHash("sha256").update(text, "utf8").digest("hex");

/** JSON with object keys in order at every level, so that equal values give equal text. */
export const canonicalJson = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === "object" && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : inner,
  );
