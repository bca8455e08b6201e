import type { RunCore, RunPorts } from "../../../sim/wire-core.ts";
import { instant } from "../../../src/core/instant.ts";
import type { NoticeEvent } from "../../../src/core/notices/notice-schema.ts";
import {
  anEvent,
  failed,
  makeWorld,
  parsedEvent,
  passed,
  SUBMISSION_ID,
  submitted,
  type World,
} from "../../helpers/world.ts";

const namesOf = (events: readonly NoticeEvent[]) =>
  events.map(({ type, data }) => [type.split(".").at(-1), data.state]);
const idsOf = (events: readonly NoticeEvent[]) => events.map(({ id }) => id);

const SUBMITTED_AT = "2026-11-18T18:01:00Z";
const WARNED_AT = "2026-11-20T01:00:30Z";
const ON_TIME = { completedAt: "2026-11-20T17:00:00Z" };

/** The same world, with the topic away: whoever waits for it gives up at once. */
const withTopicAway = async (world: World, run: (core: RunCore) => Promise<unknown>): Promise<void> => {
  let ms = 0;
  const clock: RunPorts["clock"] = {
    now: () => instant(new Date(Date.parse(world.clock.now()) + ms).toISOString()),
    sleep: async (length) => {
      ms += length;
    },
  };
  world.topic.isAway = true;
  await expect(run(await world.another({ clock }))).rejects.toMatchObject({ code: "BUS_UNAVAILABLE" });
  world.topic.isAway = false;
};

describe("events out of a review", () => {
  it("tell of the warning, the breach and no reminder, each with the promise and what was reviewed", async () => {
    const world = await makeWorld({ now: SUBMITTED_AT });
    await world.receive(submitted());
    for (const at of [WARNED_AT, "2026-11-21T01:00:30Z", "2026-11-24T01:00:30Z"]) {
      world.goTo(at);
      await world.sweepSla();
    }
    expect(namesOf(world.published)).toEqual([
      ["warned", "warned"],
      ["breached", "breached"],
    ]);
    expect(world.published[1]).toEqual({
      specversion: "1.0",
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      source: "/certification-notifier",
      type: "marketplace.certification.sla.breached",
      subject: `reviews/${SUBMISSION_ID}`,
      time: "2026-11-21T01:00:00Z",
      datacontenttype: "application/json",
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
    const world = await makeWorld({ now: SUBMITTED_AT });
    await world.receive(submitted());
    world.goTo(WARNED_AT);
    await withTopicAway(world, async (core) => await core.sweepSla());
    expect((await world.review())?.clock.state).toBe("running");
    expect(await world.sweepSla()).toMatchObject({ announced: 0 });
    expect(namesOf(world.published)).toEqual([["warned", "warned"]]);
    expect((await world.review())?.clock.state).toBe("warned");
    expect(world.notifications()).toHaveLength(1);
  });

  it("tell that a review was met once, and once more with the same id when its event is repeated", async () => {
    const world = await makeWorld({ now: SUBMITTED_AT });
    await world.receive(submitted());
    const result = passed(ON_TIME);
    await world.receive(result);
    await world.receive(anEvent("resumed", { at: "2026-11-20T18:00:00Z" }));
    expect(namesOf(world.published)).toEqual([["met", "met"]]);
    await world.receive(result);
    expect(new Set(idsOf(world.published)).size).toBe(1);
    expect(world.published).toHaveLength(2);
  });

  it("tell of a breach that nobody announced when the result comes, by the id the sweep would give it", async () => {
    const worlds = [await makeWorld({ now: SUBMITTED_AT }), await makeWorld({ now: SUBMITTED_AT })] as const;
    const [late, swept] = worlds;
    for (const world of worlds) await world.receive(submitted());
    swept.goTo("2026-11-21T01:00:30Z");
    await swept.sweepSla();
    const result = failed({ completedAt: "2026-11-21T02:00:00Z" });
    for (const world of worlds) {
      world.goTo("2026-11-21T02:00:30Z");
      await world.receive(result);
    }
    expect(namesOf(late.published)).toEqual([["breached", "metLate"]]);
    expect(namesOf(swept.published)).toEqual([["breached", "breached"]]);
    expect(late.published[0]?.id).toBe(swept.published[0]?.id);
  });

  it("tell that somebody took it on, and until when, but not who", async () => {
    const world = await makeWorld({ now: SUBMITTED_AT });
    await world.receive(submitted());
    const { until } = await world.acknowledgeReview(SUBMISSION_ID, { by: "ada@notifier.example" });
    expect(world.published).toMatchObject([
      {
        type: "marketplace.certification.sla.acknowledged",
        time: "2026-11-18T18:01:00Z",
        data: { state: "running", until: until.replace(".0000000", "") },
      },
    ]);
    expect(JSON.stringify(world.published)).not.toContain("ada");
  });

  it("are published by the sweep when the topic was away from whoever took it on, and then no more", async () => {
    const world = await makeWorld({ now: SUBMITTED_AT });
    await world.receive(submitted());
    await withTopicAway(world, async (core) => await core.acknowledgeReview(SUBMISSION_ID, { by: "Ada" }));
    world.pass(60_000);
    await world.sweepSla();
    expect(world.published).toEqual([]);
    world.pass(61_000);
    await world.sweepSla();
    await world.sweepSla();
    expect(namesOf(world.published)).toEqual([["acknowledged", "running"]]);
  });

  it("say that a publisher is told of a delay, also when the topic was away, and nothing of why or by whom", async () => {
    const world = await makeWorld({ now: SUBMITTED_AT });
    await world.receive(submitted({ contacts: [{ email: "ada@contoso.example" }] }));
    const request = { businessDays: 4, reason: "The lab was closed.", by: "bo@notifier.example" };
    await withTopicAway(world, async (core) => await core.tellDelay(SUBMISSION_ID, request));
    expect(world.published).toEqual([]);
    world.pass(121_000);
    await world.sweepSla();
    await world.sweepSla();
    expect(world.published).toMatchObject([
      { type: "marketplace.certification.sla.delayed", data: { state: "running", expectedAt: expect.any(String) } },
    ]);
    expect(JSON.stringify(world.published)).not.toMatch(/lab|\.example/);
  });
});

describe("events out of a mail", () => {
  const contacts = [{ email: "ada@contoso.example" }, { email: "bo@contoso.example" }];

  const reportOf = (
    world: World,
    status: "Delivered" | "Bounced" | "Suppressed",
    recipient = "ada@contoso.example",
  ) => ({
    at: instant("2026-11-20T16:21:00Z"),
    status,
    recipient,
    operationIds: [world.only().operationId],
  });

  it("go to the topic in one call with the review's own, when the mails go out with their event", async () => {
    const world = await makeWorld({ sendsAtOnce: true });
    await world.receive(failed({ contacts, submittedAt: "2026-11-18T18:00:00Z" }));
    expect(namesOf(world.published)).toEqual([
      ["met", "met"],
      ["accepted", "accepted"],
      ["accepted", "accepted"],
    ]);
    expect(world.topic.calls).toBe(1);
    expect(world.published[1]).toMatchObject({
      type: "marketplace.certification.notification.accepted",
      subject: `reviews/${SUBMISSION_ID}`,
      time: "2026-11-20T16:20:00Z",
      data: { notificationId: world.notifications()[0]?.notificationId, kind: "certificationFailed" },
    });
    expect(JSON.stringify(world.published)).not.toMatch(/ada|bo@|contoso\.example/);
  });

  it("go out at once when no mail of the event does", async () => {
    const world = await makeWorld({ sendsAtOnce: true, settings: { allowList: ["*@fabrikam.example"] } });
    await world.receive(failed({ submittedAt: "2026-11-18T18:00:00Z" }));
    expect(namesOf(world.published)).toEqual([
      ["met", "met"],
      ["failed", "suppressed"],
    ]);
    expect(world.topic.calls).toBe(1);
  });

  it("tell of a mail that goes by the queue, and of the team's own", async () => {
    const world = await makeWorld({ now: SUBMITTED_AT });
    await world.receive(submitted());
    world.goTo(WARNED_AT);
    await world.sweepSla();
    await world.drain();
    expect(world.published[1]).toMatchObject({
      type: "marketplace.certification.notification.accepted",
      subject: `notifications/${world.only().notificationId}`,
      data: { kind: "slaWarning" },
    });
    expect(world.published[1]?.data).not.toHaveProperty("submissionId");
  });

  it("tell of a refusal, and of no attempt that is repeated", async () => {
    const world = await makeWorld({ sendsAtOnce: true });
    world.answers.push({ kind: "retryable", answer: "451", ours: false }, { kind: "permanent", answer: "550" });
    await world.receive(failed());
    expect(world.published).toEqual([]);
    world.pass(60_000);
    await world.drain();
    expect(namesOf(world.published)).toEqual([["failed", "failed"]]);
  });

  it("tell what the provider reports, each state once, and nothing of a list's members", async () => {
    const world = await makeWorld({ sendsAtOnce: true });
    await world.receive(failed());
    await world.recordDeliveryReport(reportOf(world, "Bounced", "member@contoso.example"));
    await world.recordDeliveryReport(reportOf(world, "Delivered"));
    await world.recordDeliveryReport({ ...reportOf(world, "Bounced"), at: instant("2026-11-20T16:30:00Z") });
    expect(namesOf(world.published)).toEqual([
      ["accepted", "accepted"],
      ["delivered", "delivered"],
      ["bounced", "bounced"],
    ]);
    expect(world.published[2]).toMatchObject({ time: "2026-11-20T16:30:00Z", data: { report: "Bounced" } });
  });

  it("tell of acceptance too when a report comes before the provider's answer was kept", async () => {
    const world = await makeWorld({ sendsAtOnce: true });
    world.answers.push(async () => {
      await world.recordDeliveryReport(reportOf(world, "Delivered"));
      return { kind: "accepted", answer: "250 OK" };
    });
    await world.receive(failed({ submittedAt: "2026-11-18T18:00:00Z" }));
    expect(namesOf(world.published).toSorted()).toEqual([
      ["accepted", "accepted"],
      ["delivered", "delivered"],
      ["met", "met"],
    ]);
  });

  it("are published by the repeat of the event when the topic was away, with the review's own", async () => {
    const world = await makeWorld({ sendsAtOnce: true });
    const event = parsedEvent(failed({ submittedAt: "2026-11-18T18:00:00Z" }));
    await withTopicAway(world, async (core) => await core.receiveEvent(event));
    expect(world.mails).toHaveLength(1);
    await world.receiveEvent(event);
    await world.receiveEvent(event);
    expect(namesOf(world.published.slice(0, 2))).toEqual([
      ["met", "met"],
      ["accepted", "accepted"],
    ]);
    expect(idsOf(world.published.slice(2))).toEqual(idsOf(world.published.slice(0, 2)));
    expect(world.mails).toHaveLength(1);
  });

  it("are published by the sweep, and once, when the topic was away and the hint comes again", async () => {
    const world = await makeWorld();
    await world.receive(failed());
    const [hint] = world.queue.take();
    if (hint === undefined) throw new TypeError("Expected a hint.");
    await withTopicAway(world, async (core) => await core.sendNotification(hint));
    expect(world.only().state).toBe("accepted");
    world.pass(5 * 60_000);
    await world.sendNotification(hint);
    expect(namesOf(world.published)).toEqual([]);
    await world.sweepSla();
    world.pass(5 * 60_000);
    await world.sweepSla();
    expect(namesOf(world.published)).toEqual([["accepted", "accepted"]]);
  });

  it("are published by the same report when the topic was away", async () => {
    const world = await makeWorld({ sendsAtOnce: true });
    await world.receive(failed());
    const report = reportOf(world, "Suppressed");
    await withTopicAway(world, async (core) => await core.recordDeliveryReport(report));
    await world.recordDeliveryReport(report);
    expect(namesOf(world.published)).toEqual([
      ["accepted", "accepted"],
      ["accepted", "accepted"],
      ["failed", "suppressed"],
    ]);
    expect(new Set(idsOf(world.published)).size).toBe(2);
  });
});
