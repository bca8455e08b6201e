import { connect } from "node:net";
import { startHttp } from "../../src/http-server.ts";
import { parseRouteTemplate } from "../../src/route-template.ts";

type Deps = Parameters<typeof startHttp>[0];

/** Everything a server says to bytes that a client sends and then no more. */
const answerTo = (port: number, sent: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(sent));
    let said = "";
    socket.on("data", (chunk) => {
      said += chunk.toString("latin1");
    });
    socket.on("error", reject);
    socket.on("close", () => resolve(said));
  });

describe("startHttp", () => {
  it("does not wait for a body without end", async () => {
    const invoked: string[] = [];
    const deps = {
      routes: [{ methods: ["POST"], authLevel: "anonymous", template: parseRouteTemplate("api"), target: {} }],
      invoke: async () => {
        invoked.push("called");
        return {};
      },
      keys: {},
      admin: {},
      log: () => {},
    } as unknown as Deps;
    const http = await startHttp(deps, 0, 200);
    try {
      const port = Number(new URL(http.url).port);
      const said = await answerTo(port, "POST /api HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{");
      expect(said).toMatch(/^HTTP\/1\.1 408 /);
      expect(invoked).toEqual([]);
    } finally {
      http.closeNow();
      await http.close();
    }
  });
});
