import { canonicalJson, sha256 } from "../hash.ts";
import type { PolicyGuidance } from "./policy.ts";

/** Hash of what a text of ours says: another text for the same policy is another version. */
export const guidanceVersion = ({ meaning, checks, fixes }: PolicyGuidance): string =>
  sha256(canonicalJson([meaning, checks, fixes])).slice(0, 16);
