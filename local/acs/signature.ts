import { createHash, createHmac } from "node:crypto";
import type { IncomingMessage } from "node:http";

const headerOf = (request: IncomingMessage, name: string): string => String(request.headers[name] ?? "");

/** True when the request is signed with this key as the service wants it (HMAC-SHA256 over verb, path, date, host and body hash). */
export const isSigned = (request: IncomingMessage, body: string, accessKey: string): boolean => {
  const hash = createHash("sha256").update(body, "utf8").digest("base64");
  const signed = `${headerOf(request, "x-ms-date")};${headerOf(request, "host")};${hash}`;
  const signature = createHmac("sha256", Buffer.from(accessKey, "base64"))
    .update(`${request.method}\n${request.url}\n${signed}`, "utf8")
    .digest("base64");
  const expected = `HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature=${signature}`;
  return headerOf(request, "authorization") === expected && headerOf(request, "x-ms-content-sha256") === hash;
};
