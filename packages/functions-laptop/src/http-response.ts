import type { ServerResponse } from "node:http";
import type { RpcCookie, RpcHttp, RpcTypedData } from "./core-types.ts";

const fieldValue = (field: unknown): unknown => (field as { value?: unknown } | undefined)?.value;

const SAME_SITE = { lax: "Lax", strict: "Strict", explicitNone: "None" } as const;

const toExpires = (value: unknown): string | undefined => {
  const seconds = (value as { seconds?: unknown } | undefined)?.seconds;
  const instant = typeof seconds === "number" ? new Date(seconds * 1000) : value instanceof Date ? value : undefined;
  return instant?.toUTCString();
};

/** One `Set-Cookie` line; name and value are escaped, as the real host does. */
export const toSetCookie = (cookie: RpcCookie): string => {
  const { sameSite } = cookie;
  const attributes: [string, unknown][] = [
    ["Expires", toExpires(fieldValue(cookie.expires))],
    ["Max-Age", fieldValue(cookie.maxAge)],
    ["Domain", fieldValue(cookie.domain)],
    ["Path", fieldValue(cookie.path) ?? "/"],
    ["SameSite", sameSite === undefined || sameSite === "none" ? undefined : SAME_SITE[sameSite]],
  ];
  const flags = [
    ...(fieldValue(cookie.secure) === true ? ["Secure"] : []),
    ...(fieldValue(cookie.httpOnly) === true ? ["HttpOnly"] : []),
  ];
  const named = attributes
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${String(value)}`);
  return [`${encodeURIComponent(cookie.name)}=${encodeURIComponent(cookie.value)}`, ...named, ...flags].join("; ");
};

const bytesOf = (body: RpcTypedData | null | undefined): Buffer => {
  if (body?.bytes !== undefined) return Buffer.from(body.bytes);
  return Buffer.from(body?.string ?? body?.json ?? "");
};

/** A function that answered nothing is 204, as in the real host. */
export const writeRpcResponse = (response: ServerResponse, http: RpcHttp | undefined, isHead: boolean): void => {
  if (!http) {
    writeEmpty(response, 204);
    return;
  }
  const statusCode = Number(http.statusCode ?? 200);
  const body = bytesOf(http.body);
  for (const [name, value] of Object.entries(http.headers ?? {})) response.setHeader(name, value);
  for (const cookie of http.cookies ?? []) response.appendHeader("set-cookie", toSetCookie(cookie));
  const isBodiless = statusCode === 204 || statusCode === 304;
  if (!isBodiless) response.setHeader("content-length", body.length);
  response.writeHead(statusCode);
  response.end(isHead || isBodiless ? undefined : body);
};

export const writeEmpty = (
  response: ServerResponse,
  statusCode: number,
  headers: Record<string, string> = {},
): void => {
  response.writeHead(statusCode, statusCode === 204 ? headers : { "content-length": "0", ...headers });
  response.end();
};

export const writeJson = (response: ServerResponse, statusCode: number, value: unknown): void => {
  const body = Buffer.from(JSON.stringify(value));
  response.writeHead(statusCode, { "content-type": "application/json", "content-length": body.length });
  response.end(body);
};
