import type { IncomingMessage } from "node:http";

/** Far below the 100 MB of the real host: no request of this app needs more. */
const MAX_BODY_BYTES = 10 * 1024 * 1024;

/** The whole body, or undefined when it is larger than this host takes; the rest is then read and thrown away, so that the client hears why. */
export const readBody = async (request: IncomingMessage): Promise<Buffer | undefined> => {
  const chunks: Buffer[] = [];
  let length = Number(request.headers["content-length"] ?? 0);
  if (length <= MAX_BODY_BYTES) {
    length = 0;
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > MAX_BODY_BYTES) break;
      chunks.push(chunk);
    }
  }
  if (length <= MAX_BODY_BYTES) return Buffer.concat(chunks);
  request.resume();
  return undefined;
};
