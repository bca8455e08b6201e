import { NotifierError } from "../../../src/core/errors.ts";
import { ROUTES } from "../../../src/http/route-table.ts";
import { allowOf } from "../../../src/http/to-bindings.ts";
import { checkAnswer } from "../../helpers/check-answer.ts";
import { makeHttpClient } from "../../helpers/http-client.ts";
import { failed, makeWorld, SUBMISSION_ID, submitted } from "../../helpers/world.ts";

const makeClient = async (id = SUBMISSION_ID) => {
  const world = await makeWorld();
  await world.receive(submitted({ submissionId: id }));
  await world.receive(failed({ submissionId: id }));
  await world.drain();
  return { world, ...makeHttpClient(world) };
};

const JSON_BODY = { "content-type": "application/json" };

describe("ROUTES", () => {
  it("names each function once, after its file", () => {
    const names = ROUTES.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it("answers every route as the document says", async () => {
    const { world, call } = await makeClient();
    const { notificationId } = world.only();
    for (const path of [
      "submissions?limit=1",
      `submissions/${SUBMISSION_ID}`,
      `notifications/${notificationId}/mail`,
      `notifications/${notificationId}/mail?format=text`,
      `notifications/${notificationId}/mail?format=json`,
      "sla/report?by=week",
      "rejected",
      "openapi.json",
    ]) {
      expect([path, (await call("GET", path)).status]).toEqual([path, 200]);
    }
    expect([200, 503]).toContain((await call("GET", "health")).status);
    expect((await call("POST", "preview", { body: JSON.stringify(failed()) })).status).toBe(200);
    expect((await call("POST", "preview", { body: JSON.stringify(submitted()) })).json.mail).toBeNull();
    const resend = { body: '{"reason":"r","dryRun":true}' };
    expect((await call("POST", `submissions/${SUBMISSION_ID}/resend`, resend)).status).toBe(200);
    expect((await call("POST", "rejected/none/replay")).status).toBe(404);
  });

  it("answers another method with 405 and what is allowed, and asks nothing", async () => {
    const { call } = await makeClient();
    for (const { path } of ROUTES) {
      const allow = allowOf(ROUTES, path);
      const other = ["POST", "GET", "DELETE"].find((method) => !allow.some((own) => own === method)) ?? "";
      const answer = await call(other, path.replace(/\{\w+\}/g, "x"));
      expect(answer).toMatchObject({ status: 405, headers: { allow: allow.join(", ") } });
      expect((await call("PATCH", path.replace(/\{\w+\}/g, "x"))).status).toBe(405);
    }
  });

  it("answers HEAD as GET, and lets nobody keep an answer", async () => {
    const { call } = await makeClient();
    const [get, head] = [await call("GET", "submissions"), await call("HEAD", "submissions")];
    expect(head).toEqual(get);
    expect(get.headers).toMatchObject({ "cache-control": "no-store" });
    expect((await call("GET", "submissions/none")).headers).toMatchObject({ "cache-control": "no-store" });
  });

  it("sends nothing again to whoever has it", async () => {
    const { world, call } = await makeClient();
    const mail = `notifications/${world.only().notificationId}/mail`;
    for (const path of ["submissions", `submissions/${SUBMISSION_ID}`, mail]) {
      const etag = (await call("GET", path)).headers["etag"] ?? "";
      expect(etag).toMatch(/^"[0-9a-f]{32}"$/);
      for (const given of [etag, `W/${etag}`, `"other", ${etag}`, "*"]) {
        expect(await call("GET", path, { headers: { "if-none-match": given } })).toMatchObject({
          status: 304,
          text: "",
        });
      }
      expect((await call("GET", path, { headers: { "if-none-match": '"other"' } })).status).toBe(200);
    }
    const before = (await call("GET", `submissions/${SUBMISSION_ID}`)).headers["etag"];
    await call("POST", `submissions/${SUBMISSION_ID}/resend`, { body: '{"reason":"r"}', headers: JSON_BODY });
    expect((await call("GET", `submissions/${SUBMISSION_ID}`)).headers["etag"]).not.toBe(before);
  });

  it("takes JSON alone, and no more of it than it needs", async () => {
    const { call } = await makeClient();
    const path = `submissions/${SUBMISSION_ID}/resend`;
    const post = async (type: string, body: string | Uint8Array) =>
      (await call("POST", path, { body, headers: { "content-type": type } })).status;
    expect(await post("application/x-www-form-urlencoded", "reason=r")).toBe(415);
    expect(await post("text/plain", '{"reason":"r"}')).toBe(415);
    expect(await post("application/json; charset=utf-8", "{")).toBe(422);
    expect(await post("application/problem+json", "{}")).toBe(422);
    expect(await post("application/json", new Uint8Array(1024 * 1024 + 1))).toBe(413);
    const headers = { "content-length": String(10 * 1024 * 1024) };
    expect((await call("POST", path, { body: "{}", headers })).status).toBe(413);
  });

  it("takes the submission id from the raw path, decoded once", async () => {
    const { call } = await makeClient("a/b #?ü");
    const path = `submissions/${encodeURIComponent("a/b #?ü")}`;
    expect((await call("GET", path)).json.review.submissionId).toBe("a/b #?ü");
    const answer = await call("POST", `${path}/resend`, { body: '{"reason":"r"}' });
    expect(answer).toMatchObject({ status: 202, json: { submissionId: "a/b #?ü", state: "queued" } });
  });

  it("knows no submission, mail or message by a name that cannot be one", async () => {
    const { call } = await makeClient();
    for (const path of ["submissions/%E0%A4%A/resend", "submissions/none/resend", "submissions//resend"]) {
      expect(await call("POST", path, { body: "{}" })).toMatchObject({ json: { code: "SUBMISSION_UNKNOWN" } });
    }
    expect((await call("GET", "notifications/%zz/mail")).json.code).toBe("NOTIFICATION_UNKNOWN");
    expect((await call("GET", "notifications/n-1/mail")).json.code).toBe("NOTIFICATION_UNKNOWN");
    expect((await call("POST", "rejected/%E0%A4/replay")).json.code).toBe("REJECTED_UNKNOWN");
  });

  it("looks a resend's review up before its body, and refuses in this order", async () => {
    const { world, call } = await makeClient();
    const send = async (id: string, body: string, key = "k") =>
      (await call("POST", `submissions/${id}/resend`, { body, headers: { "Idempotency-Key": key } })).status;
    expect(await send("none", "{")).toBe(404);
    expect(await send(SUBMISSION_ID, "{")).toBe(422);
    expect(await send(SUBMISSION_ID, '{"reason":"r"}')).toBe(202);
    expect(await send(SUBMISSION_ID, '{"reason":"r"}')).toBe(202);
    expect(await send(SUBMISSION_ID, '{"reason":"other"}')).toBe(409);
    expect(await send(SUBMISSION_ID, '{"reason":""}', "l")).toBe(422);
    expect(await send(SUBMISSION_ID, '{"reason":"r"}', "l")).toBe(429);
    world.pass(601_000);
    expect(await send(SUBMISSION_ID, '{"reason":"r"}', "l")).toBe(202);
  });

  it("tells long idempotency keys apart to the last character", async () => {
    const { world, call } = await makeClient();
    const send = async (key: string) => {
      const request = { body: '{"reason":"r"}', headers: { "Idempotency-Key": key } };
      return (await call("POST", `submissions/${SUBMISSION_ID}/resend`, request)).json.notificationId;
    };
    const first = await send(`${"k".repeat(300)}1`);
    world.pass(601_000);
    expect(await send(`${"k".repeat(300)}2`)).not.toBe(first);
    expect(await send(`${"k".repeat(300)}1`)).toBe(first);
  });

  it("goes on after a cursor of this list alone", async () => {
    const { world, call } = await makeClient();
    await world.receive(submitted({ submissionId: "s-2" }));
    const { cursor } = (await call("GET", "submissions?limit=1")).json;
    expect((await call("GET", `submissions?limit=1&cursor=${cursor}`)).json.submissions).toHaveLength(1);
    const flipped = `${cursor.slice(0, 40)}${cursor[40] === "A" ? "B" : "A"}${cursor.slice(41)}`;
    for (const wrong of ["x", `${cursor}x`, `${cursor}=`, cursor.slice(1), flipped, `${cursor}&publisher=contoso`]) {
      const answer = await call("GET", `submissions?limit=1&cursor=${wrong}`);
      expect(answer).toMatchObject({ status: 400, json: { code: "CURSOR_INVALID" } });
    }
  });

  it("says nothing of what broke, and logs it", async () => {
    const world = await makeWorld();
    const { call, logs } = makeHttpClient({
      ...world,
      listReviews: async () => {
        throw new Error("secret");
      },
      listRejected: async () => {
        throw new NotifierError("BUS_UNAVAILABLE", "secret");
      },
    });
    const answers = [await call("GET", "submissions"), await call("GET", "rejected")];
    expect(answers.map(({ status }) => status)).toEqual([500, 503]);
    expect(answers.map(({ text }) => text).join()).not.toContain("secret");
    expect(logs.join()).toContain("list-reviews failed: Error: secret");
  });
});

describe("checkAnswer", () => {
  const url = "http://127.0.0.1/api/submissions";
  const answer =
    (status: number, body: unknown, contentType = "application/json") =>
    () =>
      checkAnswer("GET", url, { status, contentType, text: JSON.stringify(body) });

  it("finds a status, a member, a type and a code that the document lacks", () => {
    const problem = { type: "about:blank", title: "t", status: 400, code: "CURSOR_INVALID" };
    expect(answer(200, { submissions: [] })).not.toThrow();
    expect(answer(400, problem, "application/problem+json")).not.toThrow();
    expect(answer(200, { submissions: [], more: 1 })).toThrow(/not as described/);
    expect(answer(200, { submissions: [] }, "text/html")).toThrow(/not in the document/);
    expect(answer(202, { submissions: [] })).toThrow(/not in the document/);
    expect(answer(400, { ...problem, code: "INTERNAL" }, "application/problem+json")).toThrow(/not as described/);
  });
});
