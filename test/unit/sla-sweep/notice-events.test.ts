import { NotifierError } from "../../../src/core/errors.ts";
import type { NoticeEvent } from "../../../src/core/ports.ts";
import { anEvent, failed, makeWorld, passed, SUBMISSION_ID, submitted } from "../../helpers/world.ts";

/** A world with another process on it whose events out are kept, and whose topic may be away. */
const withTopic = async () => {
  const world = await makeWorld({ now: "2026-11-18T18:01:00Z" });
  const published: NoticeEvent[] = [];
  const topic = { isAway: false };
  const core = await world.another({
    clock: { ...world.clock, sleep: async () => {} },
    notices: {
      publish: async (events) => {
        if (topic.isAway) throw new NotifierError("BUS_UNAVAILABLE");
        published.push(...events);
      },
    },
  });
  return { ...world, ...core, published, topic };
};

const typesOf = (events: readonly NoticeEvent[]) =>
  events.map(({ type, data }) => [type.split(".").at(-1), data.state]);

describe("events out", () => {
  it("tell of the warning, the breach and no reminder, each with the promise and what was reviewed", async () => {
    const world = await withTopic();
    await world.receive(submitted());
    for (const at of ["2026-11-20T01:00:30Z", "2026-11-21T01:00:30Z", "2026-11-24T01:00:30Z"]) {
      world.goTo(at);
      await world.sweepSla();
    }
    expect(typesOf(world.published)).toEqual([
      ["warned", "warned"],
      ["breached", "breached"],
    ]);
    expect(world.published[1]).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      type: "marketplace.certification.sla.breached",
      subject: `reviews/${SUBMISSION_ID}`,
      time: "2026-11-21T01:00:00.0000000Z",
      data: {
        submissionId: SUBMISSION_ID,
        offer: { id: "contoso-consulting", name: "Contoso Assessment", type: "consultingService" },
        publisher: { id: "contoso" },
        state: "breached",
        submittedAt: "2026-11-18T18:00:00Z",
        dueAt: "2026-11-21T01:00:00Z",
        calendar: expect.stringMatching(/^US@/),
        zone: "America/Los_Angeles",
      },
    });
  });

  it("are published again, with the same id, when the topic was away: nothing is settled before", async () => {
    const world = await withTopic();
    await world.receive(submitted());
    world.goTo("2026-11-20T01:00:30Z");
    world.topic.isAway = true;
    await expect(world.sweepSla()).rejects.toMatchObject({ code: "BUS_UNAVAILABLE" });
    expect((await world.review())?.clock.state).toBe("running");
    world.topic.isAway = false;
    expect(await world.sweepSla()).toMatchObject({ announced: 0 });
    expect(typesOf(world.published)).toEqual([["warned", "warned"]]);
    expect((await world.review())?.clock.state).toBe("warned");
    expect(world.notifications()).toHaveLength(1);
  });

  it("tell that a review was met once, and once more with the same id when its event is repeated", async () => {
    const world = await withTopic();
    const receive = async (event: object) => {
      const { parseEvent } = await import("../../../src/core/certification/parse-event.ts");
      const parsed = parseEvent({ body: new TextEncoder().encode(JSON.stringify(event)), properties: {} });
      if (parsed.kind === "invalid") throw new TypeError(parsed.problems.join());
      return await world.receiveEvent(parsed);
    };
    await receive(submitted());
    const result = passed({ completedAt: "2026-11-20T17:00:00Z" });
    await receive(result);
    await receive(anEvent("resumed", { at: "2026-11-20T18:00:00Z" }));
    expect(typesOf(world.published)).toEqual([["met", "met"]]);
    await receive(result);
    expect(new Set(world.published.map(({ id }) => id)).size).toBe(1);
    expect(world.published).toHaveLength(2);
  });

  it("tell of a breach that nobody announced when the result comes, by the id the sweep would give it", async () => {
    const [late, swept] = [await withTopic(), await withTopic()];
    for (const world of [late, swept]) await world.receive(submitted());
    swept.goTo("2026-11-21T01:00:30Z");
    await swept.sweepSla();
    const { parseEvent } = await import("../../../src/core/certification/parse-event.ts");
    const body = new TextEncoder().encode(JSON.stringify(failed({ completedAt: "2026-11-21T02:00:00Z" })));
    const parsed = parseEvent({ body, properties: {} });
    if (parsed.kind === "invalid") throw new TypeError(parsed.problems.join());
    for (const world of [late, swept]) {
      world.goTo("2026-11-21T02:00:30Z");
      await world.receiveEvent(parsed);
    }
    expect(typesOf(late.published)).toEqual([["breached", "metLate"]]);
    expect(typesOf(swept.published)).toEqual([["breached", "breached"]]);
    expect(late.published[0]?.id).toBe(swept.published[0]?.id);
  });
});
