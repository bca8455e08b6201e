import { makeHttpClient } from "../../helpers/http-client.ts";
import { failed, makeWorld, SUBMISSION_ID, submitted } from "../../helpers/world.ts";

const PATH = `submissions/${SUBMISSION_ID}/acknowledge`;

/** Submitted on Wednesday: the breach comes on Friday at 17:00 in Los Angeles, a reminder each business day at 09:00. */
const late = async () => {
  const world = await makeWorld({ now: "2026-11-18T18:00:05Z" });
  await world.receive(submitted());
  const at = async (instant: string) => {
    world.goTo(instant);
    await world.sweepSla();
    await world.drain();
    return world.mails.length;
  };
  await at("2026-11-19T17:00:30Z");
  await at("2026-11-21T01:00:30Z");
  const { call } = makeHttpClient(world);
  const acknowledge = async (body: unknown, path = PATH) =>
    await call("POST", path, { body: JSON.stringify(body), headers: { "content-type": "application/json" } });
  return { world, at, call, acknowledge };
};

describe("POST submissions/{submissionId}/acknowledge", () => {
  it("keeps reminders away until the close of the next business day, and no longer", async () => {
    const { at, acknowledge, world } = await late();
    const before = world.mails.length;
    const answer = await acknowledge({ by: "Ada", note: "calling the lab" });
    expect(answer.status).toBe(200);
    // Friday evening in Los Angeles: the next business day is Monday.
    expect(answer.json).toEqual({
      at: "2026-11-21T01:00:30.0000000Z",
      by: "Ada",
      note: "calling the lab",
      until: "2026-11-24T01:00:00.0000000Z",
    });
    expect(await at("2026-11-23T17:00:30Z")).toBe(before);
    expect(await at("2026-11-24T16:59:30Z")).toBe(before);
    expect(await at("2026-11-24T17:00:30Z")).toBe(before + 1);
    expect(world.mails.at(-1)?.text).toContain("Contoso Assessment");
  });

  it("names the owner in the digests of others while it lasts, and stands in the timeline", async () => {
    const { at, acknowledge, call, world } = await late();
    await acknowledge({ by: "Ada <script>", until: "2026-11-25T20:00:00Z" });
    await world.receive(
      submitted({ submissionId: "another", submittedAt: "2026-11-19T18:00:00Z" }, { id: "evt-other" }),
    );
    await at("2026-11-23T17:00:30Z");
    const digest = world.mails.at(-1);
    expect(digest?.text).toContain("Ada <script>");
    expect(digest?.text).toContain("1 late: 1 owned.");
    expect(digest?.html).not.toContain("<script>");
    const { json } = await call("GET", `submissions/${SUBMISSION_ID}`);
    expect(json.timeline).toContainEqual(
      expect.objectContaining({ kind: "acknowledged", by: "Ada <script>", until: "2026-11-25T20:00:00.0000000Z" }),
    );
  });

  it("is ended by the next one, and survives events that come after it", async () => {
    const { at, acknowledge, world } = await late();
    await acknowledge({ by: "Ada", until: "2026-11-25T20:00:00Z" });
    const before = world.mails.length;
    expect(await at("2026-11-23T17:00:30Z")).toBe(before);
    await acknowledge({ by: "Grace", until: "2026-11-23T20:00:00Z" });
    await world.receive(submitted({}, { id: "evt-again" }));
    expect(await at("2026-11-24T17:00:30Z")).toBe(before + 1);
  });

  it.each([
    ["no name", {}, "by"],
    ["a blank name", { by: "  " }, "by"],
    ["an end that has passed", { by: "Ada", until: "2026-11-20T00:00:00Z" }, "until"],
    ["an end after the fifth business day", { by: "Ada", until: "2026-12-01T01:00:01Z" }, "until"],
    ["no instant", { by: "Ada", until: "tomorrow" }, "until"],
    ["an unknown member", { by: "Ada", untill: "2026-11-25T20:00:00Z" }, "untill"],
  ])("refuses %s, and changes nothing", async (_name, body, problem) => {
    const { at, acknowledge, world } = await late();
    const before = world.mails.length;
    const answer = await acknowledge(body);
    expect(answer.status).toBe(422);
    expect(answer.json.problems.join()).toContain(problem);
    expect(await at("2026-11-23T17:00:30Z")).toBe(before + 1);
  });

  it("knows no review that no event told of, and nothing to take on of one that is over", async () => {
    const { acknowledge, world } = await late();
    expect((await acknowledge({}, "submissions/nobody/acknowledge")).status).toBe(404);
    await world.receive(failed());
    const answer = await acknowledge({ by: "Ada" });
    expect([answer.status, answer.json.code]).toEqual([409, "NOTHING_OPEN"]);
  });
});
