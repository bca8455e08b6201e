import type { ReplayedMessage } from "../../../src/core/ports.ts";
import { BY_HAND } from "../../../src/core/verbs/pause-review.ts";
import { makeHttpClient } from "../../helpers/http-client.ts";
import { failed, makeWorld, SUBMISSION_ID, submitted } from "../../helpers/world.ts";

const running = async () => {
  const sent: ReplayedMessage[] = [];
  const world = await makeWorld({ now: "2026-11-18T20:00:00Z" });
  const asked = await world.another({
    asideMessages: {
      peek: async () => ({ messages: [], more: false }),
      send: async (queue, message) => {
        expect(queue).toBe("certification-results");
        sent.push(message);
      },
    },
  });
  await world.receive(submitted());
  const { call } = makeHttpClient(asked);
  const ask = async (verb: string, body: unknown, id = SUBMISSION_ID) =>
    await call("POST", `submissions/${id}/${verb}`, { body: JSON.stringify(body) });
  /** As the queue does it. */
  const arrive = async () => {
    for (const { body } of sent.splice(0)) await world.receive(JSON.parse(new TextDecoder().decode(body)));
  };
  return { world, ask, arrive, call, sent };
};

describe("POST submissions/{submissionId}/pause and resume", () => {
  it("lets the clock wait and go on, by events that say who asked and why", async () => {
    const { world, ask, arrive, call } = await running();
    const before = (await world.review())?.clock.dueAt;
    expect((await ask("pause", { by: "Ada", reason: "waits for the publisher" })).status).toBe(202);
    await arrive();
    expect((await world.review())?.clock.state).toBe("paused");
    world.goTo("2026-11-20T20:00:00Z");
    expect((await ask("resume", { by: "Grace" })).status).toBe(202);
    await arrive();
    const after = (await world.review())?.clock;
    expect(after?.state).not.toBe("paused");
    expect(after?.dueAt).not.toBe(before);
    const { json } = await call("GET", `submissions/${SUBMISSION_ID}`);
    expect(json.timeline.slice(1)).toEqual([
      expect.objectContaining({ kind: "paused", source: BY_HAND, reason: "waits for the publisher (Ada)" }),
      expect.objectContaining({ kind: "resumed", source: BY_HAND, reason: "Grace" }),
    ]);
  });

  it("changes nothing more when it is asked for twice before the first is recorded", async () => {
    const { world, ask, arrive } = await running();
    await ask("pause", { by: "Ada" });
    await ask("pause", { by: "Ada" });
    await arrive();
    expect((await world.review())?.clock.pausedAt).toBe("2026-11-18T20:00:00.0000000Z");
    expect(world.rejected).toHaveLength(0);
  });

  it("refuses what makes no sense, and sends nothing", async () => {
    const { world, ask, arrive, sent } = await running();
    expect((await ask("pause", {}, "nobody")).status).toBe(404);
    expect((await ask("pause", {})).status).toBe(422);
    expect((await ask("pause", { by: "Ada", until: "soon" })).status).toBe(422);
    expect((await ask("resume", { by: "Ada" })).json).toMatchObject({ status: 409, code: "NOTHING_OPEN" });
    await ask("pause", { by: "Ada" });
    await arrive();
    expect((await ask("pause", { by: "Ada" })).json.detail).toContain("waits already");
    await world.receive(failed());
    expect((await ask("resume", { by: "Ada" })).status).toBe(409);
    expect(sent).toHaveLength(0);
  });
});
