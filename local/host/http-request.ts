import type { IncomingMessage } from "node:http";
import type { RpcHttp } from "./core-types.ts";

export type Target = {
  /** Absolute, with every escape as it was sent. */
  url: string;
  rawPath: string;
  query: URLSearchParams;
};

/** Splits the request target without decoding it; undefined when it is none, or names no valid host. */
export const parseTarget = (request: IncomingMessage, fallbackHost: string): Target | undefined => {
  const raw = request.url ?? "/";
  const originForm = raw.startsWith("/") ? raw : raw.replace(/^https?:\/\/[^/?#]*/i, "");
  const url = `http://${request.headers.host ?? fallbackHost}${originForm.startsWith("/") ? "" : "/"}${originForm}`;
  if (!URL.canParse(url)) return undefined;
  const question = originForm.indexOf("?");
  return {
    url,
    rawPath: question < 0 ? originForm : originForm.slice(0, question),
    query: new URLSearchParams(question < 0 ? "" : originForm.slice(question + 1)),
  };
};

const headersOf = (request: IncomingMessage): Record<string, string> =>
  Object.fromEntries(
    Object.entries(request.headersDistinct).map(([name, values = []]) => [
      name,
      values.join(name === "cookie" ? "; " : ", "),
    ]),
  );

/** `query` is left out on purpose: the library then reads it from the URL, and an empty one would hide it. */
export const toRpcRequest = (
  request: IncomingMessage,
  url: string,
  params: Record<string, string>,
  body: Buffer,
): RpcHttp => {
  const method = request.method ?? "GET";
  const hasBody = body.length > 0 && method !== "GET" && method !== "HEAD";
  return { method, url, headers: headersOf(request), params, ...(hasBody ? { body: { bytes: body } } : {}) };
};
