import type { IncomingMessage } from "node:http";

/** Far below the 100 MB of the real host: no request of this app needs more. */
export const MAX_BODY_BYTES = 10 * 1024 * 1024;

/** The whole body, or undefined when it is larger than this host takes. */
export const readBody = async (request: IncomingMessage): Promise<Buffer | undefined> => {
  if (Number(request.headers["content-length"] ?? 0) > MAX_BODY_BYTES) return undefined;
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};
