import { readFile } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

/** A running preview: its address, and a way to make open pages reload. */
export interface PreviewServer {
  readonly url: string;
  reload(): void;
  close(): void;
}

const FILES: Readonly<Record<string, { name: string; type: string }>> = {
  "/": { name: "index.html", type: "text/html; charset=utf-8" },
  "/mail.html": { name: "mail.html", type: "text/html; charset=utf-8" },
  "/mail.txt": { name: "mail.txt", type: "text/plain; charset=utf-8" },
};

/** Serves a preview folder on a free port of this machine. */
export const servePreview = async (folder: string): Promise<PreviewServer> => {
  const pages = new Set<ServerResponse>();
  const answer = async (path: string, response: ServerResponse): Promise<void> => {
    if (path === "/changes") {
      response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" }).write(":\n\n");
      pages.add(response);
      response.on("close", () => pages.delete(response));
      return;
    }
    const file = FILES[path];
    if (file === undefined) {
      response.writeHead(404).end();
      return;
    }
    const content = await readFile(join(folder, file.name));
    response.writeHead(200, { "content-type": file.type, "cache-control": "no-store" }).end(content);
  };
  const server = createServer((request, response) => {
    answer(request.url ?? "/", response).catch(() => response.writeHead(500).end());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    reload: () => {
      for (const page of pages) page.write("data: changed\n\n");
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};
