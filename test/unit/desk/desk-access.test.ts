import { makeRoute, page, SEE_OTHER, seeOther } from "../../../src/http/route.ts";
import { ROUTES } from "../../../src/http/route-table.ts";
import { makeHttpClient } from "../../helpers/http-client.ts";
import { makeWorld } from "../../helpers/world.ts";

const ORIGIN = "http://127.0.0.1";

const readerHeader = Buffer.from(
  JSON.stringify({
    name_typ: "name",
    claims: [
      { typ: "name", val: "Rea" },
      { typ: "roles", val: "Notifier.Reader" },
    ],
  }),
).toString("base64");

/** Whatever a form does, this route counts it. */
const makeActing = async (auth: "local" | "platform" = "local") => {
  let acts = 0;
  const show = makeRoute({
    name: "show",
    method: "GET",
    path: "desk",
    who: "desk",
    summary: "A page.",
    answers: { 200: page("A page.") },
    respond: async () => ({
      status: 200,
      page: {
        page: "problem",
        title: "t",
        view: { heading: "h", detail: null, problems: [], isFault: false, signInLink: null, code: "" },
      },
    }),
  });
  const act = makeRoute({
    name: "act",
    method: "POST",
    path: "desk",
    who: "desk",
    summary: "An action.",
    takesForm: true,
    answers: SEE_OTHER,
    respond: async () => {
      acts += 1;
      return seeOther("/api/desk");
    },
  });
  const { call } = makeHttpClient(await makeWorld(), [show, act], auth);
  const cookie = (await call("GET", "desk")).headers["set-cookie"]?.split(";")[0] ?? "";
  const token = cookie.split("=")[1] ?? "";
  const post = async (headers: Record<string, string>, body = `formToken=${token}`) =>
    await call("POST", "desk", {
      body,
      headers: { "content-type": "application/x-www-form-urlencoded", cookie, origin: ORIGIN, ...headers },
    });
  return { call, post, token, acts: () => acts };
};

describe("the desk", () => {
  it("shows a refusal as a page that says why, without a trace of what is behind it", async () => {
    const { call } = makeHttpClient(await makeWorld());
    const answer = await call("GET", "desk");
    expect(answer.status).toBe(403);
    expect(answer.headers["content-type"]).toContain("text/html");
    expect(answer.text).toContain("App Service authentication is off");
    expect(answer.text).not.toContain("<nav");
  });

  it("offers to sign in, and to come back to the page that was asked for", async () => {
    const { call } = makeHttpClient(await makeWorld(), ROUTES, "platform");
    const { status, text } = await call("GET", "desk?text=a%22%3E%3Cb%3E");
    expect(status).toBe(403);
    expect(text).toContain(
      '"/.auth/login/aad?post_login_redirect_uri&#x3D;%2Fapi%2Fdesk%3Ftext%3Da%2522%253E%253Cb%253E"',
    );
  });

  it("lets nothing but its own files into a page", async () => {
    const { call } = await makeActing();
    const { headers, text } = await call("GET", "desk");
    expect(headers["content-security-policy"]).toBe(
      "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; frame-src 'self'; frame-ancestors 'none'; base-uri 'none'",
    );
    expect(text).not.toMatch(/<style|style=|<script(?! src="\/api\/desk\/assets\/)|\son\w+=/);
  });

  it("takes a form of its own pages, once the browser says that it is one", async () => {
    const { post, acts } = await makeActing();
    expect(await post({})).toMatchObject({ status: 303, headers: { location: "/api/desk" } });
    expect((await post({ "sec-fetch-site": "same-origin" })).status).toBe(303);
    expect(acts()).toBe(2);
  });

  it.each([
    ["another site", { origin: "https://evil.example" }],
    ["another site that hides its name", { origin: "null" }],
    ["another page of the same domain", { "sec-fetch-site": "same-site" }],
    ["a link", { "sec-fetch-site": "none" }],
    ["a site whose name begins like ours", { origin: "http://127.0.0.1.evil.example" }],
  ])("refuses a form of %s, and does nothing", async (_who, headers) => {
    const { post, acts } = await makeActing();
    const { status, text } = await post(headers);
    expect([status, acts()]).toEqual([403, 0]);
    expect(text).toContain("did not come from a page of the desk");
  });

  it("refuses a form without the token of its cookie, or of which no browser says where it comes from", async () => {
    const { call, post, token, acts } = await makeActing();
    expect((await post({}, "")).status).toBe(403);
    expect((await post({}, `formToken=${token.replace(/^./, (digit) => (digit === "0" ? "1" : "0"))}`)).status).toBe(
      403,
    );
    expect((await post({ cookie: "" })).status).toBe(403);
    expect((await post({ cookie: "notifier-desk-form=" }, "formToken=")).status).toBe(403);
    const headers = { "content-type": "application/x-www-form-urlencoded", cookie: `notifier-desk-form=${token}` };
    expect((await call("POST", "desk", { body: `formToken=${token}`, headers })).status).toBe(403);
    expect((await post({ "content-type": "text/plain" })).status).toBe(415);
    expect(acts()).toBe(0);
  });

  it("lets a reader look, and not act", async () => {
    const { call, post, acts } = await makeActing("platform");
    const headers = { "x-ms-client-principal": readerHeader };
    expect((await call("GET", "desk", { headers })).status).toBe(200);
    const answer = await post(headers);
    expect([answer.status, acts()]).toEqual([403, 0]);
    expect(answer.text).toContain("Notifier.Operator");
  });

  it("gives files by names that change with their content, to be kept for good", async () => {
    const { call } = makeHttpClient(await makeWorld(), ROUTES, "local");
    const { text } = await call("GET", "desk");
    const names = [...text.matchAll(/\/api\/(desk\/assets\/[\w.-]+)/g)].map(([, path]) => path ?? "");
    expect(names).toHaveLength(3);
    for (const name of names) {
      const asset = await call("GET", name);
      expect(asset).toMatchObject({ status: 200, headers: { "cache-control": "public, max-age=31536000, immutable" } });
      expect(asset.headers["content-type"]).toMatch(/^text\/(css|javascript)/);
    }
    expect((await call("GET", "desk/assets/desk.css")).status).toBe(404);
    expect((await call("GET", "desk/assets/..%2F..%2Fpackage.json")).status).toBe(404);
  });
});
