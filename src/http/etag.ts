import { sha256 } from "../core/hash.ts";

/** The strong tag of a body: the same body, the same tag. */
export const etagOf = (body: string): string => `"${sha256(body).slice(0, 32)}"`;

/** True when `If-None-Match` names the tag, or any. */
export const matchesETag = (ifNoneMatch: string | null, etag: string): boolean =>
  (ifNoneMatch ?? "").split(",").some((one) => one.trim() === "*" || one.trim().replace(/^W\//, "") === etag);
