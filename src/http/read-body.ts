import type { HttpRequest } from "@azure/functions";
import { NotifierError } from "../core/errors.ts";

/** Who sends slower than this is not waited for: a request holds one of the host's few slots. */
const BODY_LIMIT_IN_MS = 30_000;

/** The whole body of a request. Throws `REQUEST_TOO_SLOW` when its end does not come in time. */
export const readBody = async (
  request: Pick<HttpRequest, "arrayBuffer">,
  limitInMs = BODY_LIMIT_IN_MS,
): Promise<Uint8Array> => {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new NotifierError("REQUEST_TOO_SLOW")), limitInMs);
  try {
    return new Uint8Array(await Promise.race([request.arrayBuffer(), late.promise]));
  } finally {
    clearTimeout(timer);
  }
};

/** The value of a JSON body, with what is no UTF-8 replaced; undefined when it is none. */
export const parseJson = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as unknown;
  } catch {
    return undefined;
  }
};
