import type { IncomingMessage } from "node:http";
import type { RpcHttp } from "./core-types.ts";
import { toRequestPath } from "./request-path.ts";

export type Target = {
  /** Absolute, with its path as the real host writes it. */
  url: string;
  /** Decoded once, but for `%2F`. */
  path: string;
  query: URLSearchParams;
};

/** Undefined when the request target is none, or names no valid host. */
export const parseTarget = (request: IncomingMessage, fallbackHost: string): Target | undefined => {
  const raw = request.url ?? "/";
  const originForm = raw.startsWith("/") ? raw : raw.replace(/^https?:\/\/[^/?#]*/i, "");
  const question = originForm.indexOf("?");
  const rawPath = question < 0 ? originForm : originForm.slice(0, question);
  const search = question < 0 ? "" : originForm.slice(question);
  const found = toRequestPath(rawPath.startsWith("/") ? rawPath : `/${rawPath}`);
  if (found === undefined) return undefined;
  const url = `http://${request.headers.host ?? fallbackHost}${found.encoded}${search}`;
  if (!URL.canParse(url)) return undefined;
  return { url, path: found.path, query: new URLSearchParams(search) };
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
