import type { HttpRequest } from "@azure/functions";
import { NotifierError } from "../core/errors.ts";

/**
 * What names the review in `/submissions/{submissionId}` or `/submissions/{submissionId}/<verb>`, from the raw path and decoded
 * once: hosts differ in what they make of `%2F` in a route parameter. It is
 * the submission id, or `sha256:` and its hash for an id that a host does not pass on unharmed. Throws `SUBMISSION_UNKNOWN` for what cannot be decoded.
 */
export const submissionIdOf = ({ url }: Pick<HttpRequest, "url">, verb?: string): string => {
  const { pathname } = new URL(url);
  const [, rest = ""] = /\/submissions\/(.+?)\/?$/.exec(pathname) ?? [];
  const raw = verb === undefined ? rest : rest.slice(0, -`/${verb}`.length);
  try {
    return decodeURIComponent(raw);
  } catch {
    throw new NotifierError("SUBMISSION_UNKNOWN");
  }
};
