import { connect } from "node:net";
import { Place, type Process, type Ready, until } from "./running-host.ts";

const place = new Place();
let host: Process;
let ready: Ready;

beforeAll(async () => {
  host = place.host();
  ready = await host.readyLine<Ready>();
});

afterAll(async () => {
  await host.end();
  place.remove();
});

const get = (path: string, init?: RequestInit) => fetch(`${ready.http}${path}`, init);
const json = async (path: string, init?: RequestInit) => (await get(path, init)).json();

/** One request byte for byte, past every client that would tidy it up. */
const raw = (text: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(ready.http).port), "127.0.0.1", () => socket.end(text));
    let answer = "";
    socket.on("data", (chunk) => {
      answer += chunk;
    });
    socket.on("close", () => resolve(answer));
    socket.on("error", reject);
  });

describe("the HTTP side of the host", () => {
  it("says what it serves in one line on standard output", () => {
    expect(host.stdout.trim().split("\n")).toHaveLength(1);
    expect(ready.functions).toContainEqual({ name: "echo", type: "httpTrigger", route: "/api/items/{id}/{more?}" });
    expect(ready.functions).toContainEqual({ name: "yearly", type: "timerTrigger" });
  });

  it("hands over method, parameters, query and body", async () => {
    const answer = await json("/api/items/7/x?q=1&q=2", { method: "POST", body: '{"a":1}' });
    expect(answer).toMatchObject({
      name: "echo",
      method: "POST",
      params: { id: "7", more: "x" },
      query: [
        ["q", "1"],
        ["q", "2"],
      ],
      body: '{"a":1}',
    });
  });

  it("matches on the raw path and leaves the URL as it was sent", async () => {
    const path = "/api/items/a%2Fb%20%C3%A9%25%5C?x=%2F";
    expect(await json(path)).toMatchObject({ params: { id: "a%2Fb é%\\" }, url: `${ready.http}${path}` });
  });

  it("prefers the literal route, except for a method it does not take", async () => {
    expect(await json("/api/items/special")).toMatchObject({ name: "literal" });
    expect(await json("/api/items/special", { method: "POST" })).toMatchObject({ name: "echo" });
    expect(await json("/api/files/a/b.txt")).toMatchObject({ name: "rest", params: { path: "a/b.txt" } });
  });

  it("answers 404 for an unknown path and 405 for another method", async () => {
    expect((await get("/items/7")).status).toBe(404);
    const answer = await get("/api/items/7", { method: "DELETE" });
    expect([answer.status, answer.headers.get("allow")]).toEqual([405, "GET, POST"]);
  });

  it("asks for the key of the function's level, in the header or the query", async () => {
    const { functionKey, masterKey } = ready;
    const status = async (path: string, key?: string) =>
      (await get(path, key === undefined ? {} : { headers: { "x-functions-key": key } })).status;
    expect(await status("/api/guarded")).toBe(401);
    expect(await status("/api/guarded", "wrong")).toBe(401);
    expect(await status("/api/guarded", functionKey)).toBe(200);
    expect(await status(`/api/guarded?code=${functionKey}`)).toBe(200);
    expect(await status("/api/admins-only", functionKey)).toBe(401);
    expect(await status("/api/admins-only", masterKey)).toBe(200);
  });

  it("writes headers, cookies and empty answers", async () => {
    const echoed = await get("/api/items/7");
    expect([echoed.headers.get("x-function"), echoed.headers.get("content-type")]).toEqual([
      "echo",
      "application/json",
    ]);
    expect((await get("/api/nothing")).status).toBe(204);
    const cookie = await get("/api/cookie");
    expect(cookie.headers.getSetCookie()).toEqual(["a=b%20c; Max-Age=60; Path=/; SameSite=Lax; HttpOnly"]);
  });

  it("lets a hook replace the result", async () => {
    expect(await json("/api/hooked")).toEqual({ replaced: true });
  });

  it("answers 500 without a word when the handler throws, and logs why", async () => {
    const answer = await get("/api/throws");
    expect([answer.status, await answer.text()]).toEqual([500, ""]);
    await until(
      "the log",
      () => /error throws [0-9a-f]{8} failed in \d+ ms: Error: a secret of the inside/.exec(host.stderr) ?? undefined,
    );
  });

  it("refuses a body above 10 MB, told or found out", async () => {
    expect((await get("/api/items/7", { method: "POST", body: "x".repeat(10 * 1024 * 1024 + 1) })).status).toBe(413);
    const answer = await raw(
      "POST /api/items/7 HTTP/1.1\r\nhost: x\r\ncontent-length: 99999999\r\nconnection: close\r\n\r\n",
    );
    expect(answer).toMatch(/^HTTP\/1.1 413 /);
  });

  it("takes odd targets without falling over", async () => {
    expect(await raw("GET /api/items/%zz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")).toMatch(/"id":"%zz"/);
    expect(await raw("GET /api/items/7 HTTP/1.1\r\nhost: a b\r\nconnection: close\r\n\r\n")).toMatch(/^HTTP\/1.1 400 /);
    expect(await raw(`GET ${ready.http}/api/items/7 HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`)).toMatch(
      /"id":"7"/,
    );
    expect(await raw("GET /admin/functions/%zz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")).toMatch(
      /^HTTP\/1.1 401 /,
    );
  });

  it("answers the admin routes to the master key only", async () => {
    const { functionKey, masterKey } = ready;
    expect((await get("/admin/host/status", { headers: { "x-functions-key": functionKey } })).status).toBe(401);
    const headers = { "x-functions-key": masterKey };
    expect(await json("/admin/host/status", { headers })).toMatchObject({ state: "Running", functions: 12 });
    expect((await get("/admin/functions/none", { method: "POST", headers })).status).toBe(404);
    expect((await get("/admin/functions/echo", { method: "POST", headers })).status).toBe(400);
    expect((await get("/admin/functions/%zz", { method: "POST", headers })).status).toBe(404);
  });
});
