import { NotifierError } from "./errors.ts";
import { canonicalJson, sha256 } from "./hash.ts";

const HASH_LENGTH = 16;

const hashOf = (key: string, filter: object): string => sha256(canonicalJson([key, filter])).slice(0, HASH_LENGTH);

/** A cursor that goes on after `key` in a list with this filter; what it holds is nobody's business but ours. */
export const toCursor = (key: string, filter: object): string =>
  Buffer.from(`${hashOf(key, filter)}${key}`).toString("base64url");

/** The key in a cursor of a list with this filter. Throws `CURSOR_INVALID` for one that was changed, or is another list's. */
export const readCursor = (cursor: string, filter: object): string => {
  const text = Buffer.from(cursor, "base64url").toString();
  const key = text.slice(HASH_LENGTH);
  if (toCursor(key, filter) === cursor) return key;
  throw new NotifierError("CURSOR_INVALID");
};
