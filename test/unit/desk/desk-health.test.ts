import { instant } from "../../../src/core/instant.ts";
import { makeAddresses } from "../../../src/core/ledger/addresses.ts";
import type { AsideMessage } from "../../../src/core/ports.ts";
import { ROUTES } from "../../../src/http/route-table.ts";
import { makeHttpClient } from "../../helpers/http-client.ts";
import { failed, makeWorld, SUBMISSION_ID, submitted } from "../../helpers/world.ts";

const NOW = "2026-11-23T18:00:00Z";

const aside = (n: number): AsideMessage => ({
  queue: "certification-results-rejected",
  deadLetter: n === 2,
  origin: "certification-results",
  sequenceNumber: String(n),
  enqueuedAt: instant(`2026-11-23T17:0${n}:00Z`),
  body: new TextEncoder().encode(`{"n":${n},"x":"<script>alert(1)</script>"}`),
  properties: {},
  problems: [`data.submissionId: is missing in ${n}`],
});

const atDesk = async (auth: "local" | "platform" = "local") => {
  const world = await makeWorld({ now: NOW });
  const sent: string[] = [];
  const messages = [aside(1), aside(2)];
  const core = await world.another({
    // Checks that answer at once are never too slow.
    clock: { ...world.clock, sleep: async () => await new Promise<void>(() => {}) },
    asideMessages: {
      peek: async () => ({ messages, more: false }),
      send: async (queue) => {
        sent.push(queue);
      },
    },
    lookAtQueues: async () => [
      {
        queue: "certification-results",
        waiting: 99,
        more: true,
        oldestAt: instant("2026-11-23T17:55:00Z"),
        mostDeliveries: 3,
      },
    ],
  });
  const { call } = makeHttpClient(core, ROUTES, auth);
  const page = async (path = "desk/health") => (await call("GET", path)).text;
  const cookie = (await call("GET", "desk")).headers["set-cookie"]?.split(";")[0] ?? "";
  const formToken = cookie.split("=")[1] ?? "";
  const post = async (path: string, fields: readonly (readonly [string, string])[] = []) =>
    await call("POST", path, {
      body: new URLSearchParams([
        ["formToken", formToken],
        ...fields.map(([name, value]): [string, string] => [name, value]),
      ]).toString(),
      headers: { "content-type": "application/x-www-form-urlencoded", cookie, origin: "http://127.0.0.1" },
    });
  return { world, core, call, page, post, sent, messages };
};

const withFailedMail = async () => {
  const desk = await atDesk();
  desk.world.answers.push({ kind: "permanent", answer: "550 no such user" });
  await desk.world.receive(submitted());
  await desk.world.receive(failed());
  await desk.world.drain();
  const id = desk.world.notifications()[0]?.notificationId ?? "";
  return { ...desk, id };
};

describe("GET desk/health", () => {
  it("shows checks, queues, what was put aside with its problems, quota and gaps, and text of events as text", async () => {
    const { page } = await atDesk();
    const text = await page();
    expect(text).toContain("99 or more");
    expect(text).toContain("data.submissionId: is missing in 1");
    expect(text).toContain("dead-lettered since");
    expect(text).toContain("No sweep was made yet.");
    expect(text).toContain("no limit set");
    expect(text).not.toContain("<script>alert");
    expect(text).toContain('aria-current="page">Health');
  });

  it("shows what it can while the bus is away", async () => {
    const { world } = await atDesk();
    const { NotifierError } = await import("../../../src/core/errors.ts");
    const away = async () => {
      throw new NotifierError("BUS_UNAVAILABLE");
    };
    const core = await world.another({ asideMessages: { peek: away, send: away }, lookAtQueues: away });
    const { text, status } = await makeHttpClient(core, ROUTES, "local").call("GET", "desk/health");
    expect(status).toBe(200);
    expect(text).toContain("The queues cannot be looked at now.");
    expect(text).toContain("Quota of the mail provider");
  });
});

describe("POST desk/health/replay", () => {
  it("replays one message, and then all that are chosen, each once", async () => {
    const { page, post, sent } = await atDesk();
    const ids = [...(await page()).matchAll(/name="id" value="(\w+)"/g)].map(([, id]) => id ?? "");
    expect(ids).toHaveLength(2);
    const one = await post("desk/health/replay", [["one", ids[0] ?? ""]]);
    expect([one.status, one.headers["location"]]).toEqual([303, "/api/desk/health?done=replayed&n=1"]);
    expect(sent).toEqual(["certification-results"]);
    expect(await page("desk/health?done=replayed&n=1")).toContain("1 message sent");
    await post(
      "desk/health/replay",
      ids.map((id) => ["id", id] as const),
    );
    expect(sent).toHaveLength(2);
    const after = await page();
    expect(after).toContain("Nothing was put aside");
    expect(after.match(/Message of certification-results replayed by local/g)).toHaveLength(2);
  });

  it("stands in the history of the review that the message names, with who and when", async () => {
    const { world, core, call, post, messages } = await atDesk();
    await world.receive(submitted());
    const names = (submissionId: string) => new TextEncoder().encode(JSON.stringify({ data: { submissionId } }));
    messages.splice(0, 2, { ...aside(1), body: names(SUBMISSION_ID) }, { ...aside(2), body: names("never heard of") });
    const ids = (await core.listRejected()).items.map(({ id }) => id);
    expect(
      (
        await post(
          "desk/health/replay",
          ids.map((id) => ["id", id] as const),
        )
      ).status,
    ).toBe(303);
    const { timeline } = await world.showReview(SUBMISSION_ID);
    expect(timeline.filter(({ kind }) => kind === "replayed")).toEqual([
      { kind: "replayed", at: instant(NOW), by: "local", queue: "certification-results", replayOf: ids[0] },
    ]);
    expect((await call("GET", `submissions/${SUBMISSION_ID}`)).status).toBe(200);
    expect((await call("GET", `desk/reviews/${SUBMISSION_ID}`)).text).toContain("local sent a message about it");
    expect((await call("GET", "submissions/never%20heard%20of")).status).toBe(404);
  });

  it("says why a message was not replayed, and when none was chosen", async () => {
    const { post } = await atDesk();
    const unknown = await post("desk/health/replay", [["id", "nonsense"]]);
    expect([unknown.status, unknown.text.includes("No message that was put aside has this id.")]).toEqual([409, true]);
    expect((await post("desk/health/replay")).text).toContain("Choose at least one first.");
  });
});

describe("POST desk/health/retry", () => {
  it("lists a mail that failed, and sends it again to the same address with who asked", async () => {
    const { world, page, post, id } = await withFailedMail();
    expect(await page()).toContain(`value="${id}"`);
    const answer = await post("desk/health/retry", [
      ["id", id],
      ["reason", "Mailbox is back."],
    ]);
    expect(answer.headers["location"]).toBe("/api/desk/health?done=retried&n=1");
    await world.drain();
    expect(world.mails).toHaveLength(2);
    expect(world.mails[1]?.to.address).toBe(world.mails[0]?.to.address);
    expect((await world.showReview(SUBMISSION_ID)).timeline).toContainEqual(
      expect.objectContaining({ kind: "resent", by: "local", reason: "Mailbox is back." }),
    );
    expect(await page()).not.toContain(`value="${id}"`);
  });

  it("says why a mail is not sent again", async () => {
    const { world, post, id } = await withFailedMail();
    await world.resendNotification(SUBMISSION_ID, { reason: "By hand." }, undefined);
    const { status, text } = await post("desk/health/retry", [["id", id]]);
    expect(status).toBe(409);
    expect(text).toContain("This was not done");
  });

  it("forgets a mail that is in trouble no more", async () => {
    const { world, page, id } = await withFailedMail();
    await world.force(id, { state: "accepted" });
    expect(await page()).not.toContain(`value="${id}"`);
    expect(world.store.dump("state").filter(({ partitionKey }) => partitionKey === "troubles")).toEqual([]);
  });
});

describe("POST desk/health/release", () => {
  it("lets mail go to an address again, by its mark or by itself", async () => {
    const { world, core, page, post } = await atDesk();
    const addresses = makeAddresses(world.store);
    for (const address of ["ada@contoso.example", "bob@contoso.example"]) {
      await addresses.markBounced(address, instant("2026-11-22T12:00:00Z"));
    }
    const key = /name="key" value="(\w{64})"/.exec(await page())?.[1] ?? "";
    expect((await post("desk/health/release", [["key", key]])).headers["location"]).toContain("done=released&n=1");
    for (const address of ["Ada@contoso.example", "bob@CONTOSO.example"]) {
      await post("desk/health/release", [["address", address.toLowerCase()]]);
    }
    const { bounced, acts } = await core.showOperations();
    expect(bounced).toEqual([]);
    expect(acts).toMatchObject([
      { kind: "released", by: "local", at: instant(NOW) },
      { kind: "released", by: "local", at: instant(NOW) },
    ]);
    expect(await page()).toContain(`Mark ${key.slice(0, 12)} of a bounced address released by local`);
    expect((await post("desk/health/release", [["address", "ada@contoso.example"]])).headers["location"]).toContain(
      "n=0",
    );
    expect((await post("desk/health/release", [["address", "nobody"]])).status).toBe(409);
  });
});
