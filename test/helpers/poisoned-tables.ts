import { request as ask, createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** A table service that answers 500 for good to whatever names one of these keys, and passes everything else on. */
export const poisonTables = async (
  target: string,
  keys: ReadonlySet<string>,
): Promise<{ address: string; refused: () => number; close: () => void }> => {
  const port = Number(/TableEndpoint=http:\/\/127\.0\.0\.1:(\d+)/.exec(target)?.[1]);
  let refused = 0;
  const names = (text: string): boolean => {
    for (const [key] of text.matchAll(/[0-9a-f]{64}/g)) if (keys.has(key)) return true;
    return false;
  };
  const server: Server = createServer((incoming, answer) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      const body = Buffer.concat(chunks);
      if (names(decodeURIComponent(incoming.url ?? "")) || names(body.toString("latin1"))) {
        refused += 1;
        answer.writeHead(500, { "content-type": "application/json" });
        answer.end(JSON.stringify({ "odata.error": { code: "InternalError", message: { value: "poison" } } }));
        return;
      }
      const { method = "GET", url = "/", headers } = incoming;
      const passed = ask({ host: "127.0.0.1", port, method, path: url, headers }, (response) => {
        answer.writeHead(response.statusCode ?? 502, response.headers);
        response.pipe(answer);
      });
      passed.on("error", () => answer.destroy());
      passed.end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const own = (server.address() as AddressInfo).port;
  return {
    address: target.replace(`127.0.0.1:${port}`, `127.0.0.1:${own}`),
    refused: () => refused,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};
