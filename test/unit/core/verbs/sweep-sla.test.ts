import { DEFAULT_SETTINGS } from "../../../../sim/wire-core.ts";
import { reviewPartition } from "../../../../src/core/certification/review-id.ts";
import { NotifierError } from "../../../../src/core/errors.ts";
import { instant } from "../../../../src/core/instant.ts";
import { duePartition, dueRow } from "../../../../src/core/ledger/keys.ts";
import { intercept } from "../../../helpers/intercept.ts";
import {
  anEvent,
  failed,
  makeWorld,
  parsedEvent,
  passed,
  SUBMISSION_ID,
  submitted,
  type World,
} from "../../../helpers/world.ts";

const PARTITION = reviewPartition(SUBMISSION_ID);
const causes = (world: World) =>
  world.store
    .dump("reviews")
    .filter(({ rowKey }) => rowKey.startsWith("5-announcement|"))
    .map(({ rowKey }) => rowKey.split("|").slice(-2).join("|"))
    .sort();
const digests = (world: World) => world.notifications().filter(({ submissionId }) => submissionId === undefined);
const dueRows = (world: World, kind: string) =>
  world.store
    .dump("due")
    .map(({ rowKey }) => rowKey)
    .filter((rowKey) => rowKey.includes(`|${kind}|`))
    .sort();

/** Submitted on Wednesday: the warning comes on Thursday at 09:00, the breach on Friday at 17:00 in Los Angeles. */
const onWednesday = async (settings = {}) => {
  const world = await makeWorld({ now: "2026-11-18T18:00:05Z", settings });
  await world.receive(submitted());
  return world;
};

describe("makeSweepSla", () => {
  it("announces warning, breach and reminders at their instants, each once, and never early", async () => {
    const world = await onWednesday();
    const seen: string[] = [];
    for (const at of [
      "2026-11-19T16:59:59Z",
      "2026-11-19T17:00:30Z",
      "2026-11-19T17:01:30Z",
      "2026-11-21T00:59:59Z",
      "2026-11-21T01:00:30Z",
      "2026-11-21T01:01:30Z",
      "2026-11-23T17:00:30Z",
      "2026-11-24T17:00:30Z",
    ]) {
      world.goTo(at);
      await world.sweepSla();
      await world.drain();
      seen.push(`${at} ${world.mails.length}`);
    }
    expect(seen.map((line) => line.slice(-1))).toEqual(["0", "1", "1", "1", "2", "2", "3", "4"]);
    expect(causes(world)).toEqual(["slaBreach|1", "slaReminder|1", "slaReminder|2", "slaWarning|1"]);
    expect(world.mails.every(({ text }) => text.includes("Contoso Assessment"))).toBe(true);
  });

  it("stops reminding after SLA_MAX_REMINDERS", async () => {
    const world = await onWednesday({ sla: { ...DEFAULT_SETTINGS.sla, maxReminders: 5 } });
    for (let day = 20; day < 45; day += 1) {
      world.goTo(new Date(Date.UTC(2026, 10, day, 2)).toISOString());
      await world.sweepSla();
    }
    expect(causes(world).filter((cause) => cause.startsWith("slaReminder"))).toHaveLength(5);
    expect(dueRows(world, "clock")).toHaveLength(0);
  });

  it("skips reminders that no sweep was there to make, and makes the latest once", async () => {
    const world = await onWednesday();
    world.goTo("2026-11-21T01:00:30Z");
    await world.sweepSla();
    world.goTo("2026-12-03T18:00:00Z");
    expect(await world.sweepSla()).toMatchObject({ announced: 1 });
    expect(await world.sweepSla()).toMatchObject({ announced: 0 });
    expect(causes(world)).toEqual(["slaBreach|1", "slaReminder|8"]);
    const skipped = (await world.review())?.announcements.filter((one) => one.skipped === true);
    expect(skipped?.map(({ kind, n }) => `${kind} ${n}`)).toEqual([
      "slaWarning 1",
      ...[1, 2, 3, 4, 5, 6, 7].map((n) => `slaReminder ${n}`),
    ]);
    expect((await world.review())?.nextStepAt).toBe(instant("2026-12-04T17:00:00Z"));
  });

  it("announces a clock that is late when first heard of at once, by its most severe step alone", async () => {
    const world = await makeWorld({ now: "2026-11-20T18:00:00Z" });
    await world.receive(submitted({ submittedAt: "2026-11-09T18:00:00Z" }));
    world.pass(60_000);
    expect(await world.sweepSla()).toMatchObject({ announced: 1, digests: 1 });
    expect(causes(world)).toEqual(["slaBreach|1"]);
    const record = await world.review();
    expect(record?.announcements.map(({ kind, skipped }) => [kind, skipped])).toEqual([
      ["slaWarning", true],
      ["slaBreach", undefined],
    ]);
    expect(record?.clock.state).toBe("breached");
    expect(record?.nextStepAt).toBe(instant("2026-11-23T17:00:00Z"));
  });

  it("announces the latest step once when several were missed", async () => {
    const world = await onWednesday();
    world.goTo("2026-11-30T18:00:00Z");
    await world.sweepSla();
    world.pass(60_000);
    await world.sweepSla();
    expect(causes(world)).toEqual(["slaBreach|1"]);
  });

  it("lets ten sweepers at once announce once, in one digest", async () => {
    const world = await onWednesday();
    await world.receive(submitted({ submissionId: "2" }));
    world.goTo("2026-11-20T01:00:30Z");
    const results = await Promise.all(Array.from({ length: 10 }, async () => await world.sweepSla()));
    expect(results.reduce((sum, { announced }) => sum + announced, 0)).toBe(2);
    await world.drain();
    expect(world.mails).toHaveLength(1);
    expect(causes(world)).toEqual(["slaWarning|1", "slaWarning|1"]);
  });

  it("announces to as many team addresses as the settings take", async () => {
    const alertRecipients = Array.from({ length: 90 }, (_, index) => `team-${index}@notifier.example`);
    const world = await makeWorld({ now: "2026-11-18T18:00:05Z", settings: { alertRecipients } });
    for (let n = 0; n < 20; n += 1) await world.receive(submitted({ submissionId: `s-${n}` }));
    world.goTo("2026-11-20T01:00:30Z");
    expect(await world.sweepSla()).toMatchObject({ announced: 20, digests: 1 });
    await world.drain();
    expect(world.mails.map(({ to }) => to.address).sort()).toEqual(alertRecipients.toSorted());
  });

  it("sends one digest for many clocks, more than one transaction holds, to each team address", async () => {
    const alertRecipients = ["one@team.example", "two@team.example"];
    const world = await makeWorld({ now: "2026-11-18T18:00:05Z", settings: { alertRecipients } });
    for (let n = 0; n < 230; n += 1) {
      const offer = { id: `offer-${n}`, name: `Offer ${n}.`, type: "consultingService" };
      await world.receive(submitted({ submissionId: `s-${n}`, offer }));
    }
    world.goTo("2026-11-20T01:00:30Z");
    expect(await world.sweepSla()).toMatchObject({ announced: 230, digests: 1 });
    await world.drain();
    expect(world.mails.map(({ to }) => to.address).sort()).toEqual(alertRecipients);
    for (let n = 0; n < 230; n += 1) expect(world.mails[0]?.text).toContain(`Offer ${n}.`);
  }, 30_000);

  it("drops a clock that stopped before the digest is composed, and cancels a digest without any", async () => {
    const world = await onWednesday();
    world.goTo("2026-11-20T01:00:30Z");
    await world.sweepSla();
    await world.receive(passed({ completedAt: "2026-11-20T01:00:20Z" }));
    expect(await world.drain()).toEqual([{ kind: "cancelled" }]);
    expect(world.mails).toHaveLength(0);
    expect(digests(world)).toMatchObject([{ state: "cancelled", reason: "allClocksStopped" }]);
  });

  it("drops a paused clock out of the digest", async () => {
    const world = await onWednesday();
    world.goTo("2026-11-20T01:00:30Z");
    await world.sweepSla();
    await world.receive(anEvent("paused", { at: "2026-11-20T01:00:10Z", reason: "publisher" }));
    expect(await world.drain()).toEqual([{ kind: "cancelled" }]);
  });

  it("announces nothing of a clock that is paused, and the breach after it goes on", async () => {
    const world = await onWednesday();
    await world.receive(anEvent("paused", { at: "2026-11-19T17:00:00Z" }));
    world.goTo("2026-11-24T18:00:00Z");
    expect(await world.sweepSla()).toMatchObject({ announced: 0 });
    await world.receive(anEvent("resumed", { at: "2026-11-24T17:00:00Z" }));
    for (let day = 25; day < 30; day += 1) {
      world.goTo(`2026-11-${day}T02:00:00Z`);
      await world.sweepSla();
    }
    expect(causes(world)).toContain("slaBreach|1");
  });

  it("uses the earlier of its own clock and the ledger's", async () => {
    const world = await onWednesday();
    world.goTo("2026-11-19T16:58:00Z");
    const ahead = await world.another({ clock: { ...world.clock, now: () => instant("2026-11-19T17:03:00Z") } });
    expect(await ahead.sweepSla()).toMatchObject({ announced: 0 });
    world.goTo("2026-11-19T17:00:30Z");
    const behind = await world.another({ clock: { ...world.clock, now: () => instant("2026-11-19T16:56:00Z") } });
    expect(await behind.sweepSla()).toMatchObject({ announced: 0 });
    expect(await world.sweepSla()).toMatchObject({ announced: 1 });
  });

  it("announces the others when the ledger takes nothing of one review, and comes back to that one", async () => {
    const world = await onWednesday();
    await world.receive(submitted({ submissionId: "another" }));
    world.goTo("2026-11-20T01:00:30Z");
    const { store } = world;
    const refuse = (partition: string): void => {
      if (partition === PARTITION) throw new NotifierError("LEDGER_UNAVAILABLE", "500");
    };
    const stuck = await world.another({
      store: intercept(store, {
        get: async (...args) => {
          refuse(args[1]);
          return await store.get(...args);
        },
        list: async (...args) => {
          refuse(args[1]);
          return await store.list(...args);
        },
        transact: async (...args) => {
          refuse(args[1]);
          return await store.transact(...args);
        },
      }),
    });
    expect(await stuck.sweepSla()).toMatchObject({ announced: 1, broken: 1 });
    expect((await world.review("another"))?.clock.state).toBe("warned");
    world.pass(60_000);
    expect(await world.sweepSla()).toMatchObject({ announced: 1, broken: 0 });
  });

  it("repairs a sweep that died between the digest and the review", async () => {
    const world = await onWednesday();
    world.goTo("2026-11-20T01:00:30Z");
    const { store } = world;
    let isDead = false;
    const dying = await world.another({
      store: intercept(store, {
        transact: async (table, partition, writes) => {
          isDead ||= partition === PARTITION;
          if (isDead) throw new NotifierError("LEDGER_UNAVAILABLE");
          return await store.transact(table, partition, writes);
        },
      }),
    });
    await expect(dying.sweepSla()).rejects.toMatchObject({ code: "LEDGER_UNAVAILABLE" });
    expect((await world.review())?.clock.state).toBe("running");
    world.pass(60_000);
    expect(await world.sweepSla()).toMatchObject({ announced: 0 });
    expect((await world.review())?.clock.state).toBe("warned");
    await world.drain();
    expect(world.mails).toHaveLength(1);
  });

  it("sends a digest's hints at once when its own write came back as a conflict", async () => {
    const world = await onWednesday();
    world.goTo("2026-11-20T01:00:30Z");
    const { store } = world;
    let lose = true;
    const core = await world.another({
      store: intercept(store, {
        transact: async (table, partition, writes) => {
          const result = await store.transact(table, partition, writes);
          if (partition !== "alerts" || !lose) return result;
          lose = false;
          return await store.transact(table, partition, writes);
        },
      }),
    });
    expect(await core.sweepSla()).toMatchObject({ announced: 1, digests: 1 });
    await world.drain();
    expect(world.mails).toHaveLength(1);
  });

  it("keeps a due row written for an event that is not in the review yet", async () => {
    const world = await onWednesday();
    await world.receive(anEvent("paused", { at: "2026-11-19T09:00:00Z" }));
    world.goTo("2026-12-10T18:00:00Z");
    await world.sweepSla();
    const { store } = world;
    // Another process has written the due row of a resumption; a sweep comes between that and its transaction.
    const receiver = await world.another({
      store: intercept(store, {
        transact: async (table, partition, writes) => {
          if (table === "reviews" && partition === PARTITION) {
            world.pass(30_000);
            await world.sweepSla();
          }
          return await store.transact(table, partition, writes);
        },
      }),
    });
    const event = anEvent("resumed", { at: "2026-11-20T09:00:00Z" });
    const parsed = parsedEvent(event);
    await receiver.receiveEvent(parsed);
    expect((await world.review())?.nextStepAt).toBeDefined();
    world.pass(60_000);
    expect(await world.sweepSla()).toMatchObject({ announced: 1 });
  });

  it("removes a stray row only when it is over an hour old", async () => {
    const world = await makeWorld({ now: "2026-11-20T16:00:00Z" });
    const stray = dueRow(instant("2026-11-20T16:00:00Z"), "clock", reviewPartition("nobody"));
    await world.store.transact("due", "due-0", [{ kind: "upsert", rowKey: stray, fields: {} }]);
    world.goTo("2026-11-20T16:59:00Z");
    await world.sweepSla();
    expect(dueRows(world, "clock")).toEqual([stray]);
    world.goTo("2026-11-20T17:01:00Z");
    await world.sweepSla();
    expect(dueRows(world, "clock")).toEqual([]);
  });

  it("puts a forgotten notification back after two minutes, then twice as late each time, and gives it up at last", async () => {
    const world = await makeWorld();
    await world.receive(failed());
    const hintedAt: number[] = [];
    const start = Date.parse(world.clock.now());
    for (let step = 0; step < 6000 && world.only().state === "queued"; step += 1) {
      world.queue.take();
      const [next] = dueRows(world, "open");
      if (next === undefined) break;
      world.goTo(new Date(Date.parse(next.slice(0, 23).concat("Z")) + 1000).toISOString());
      const { hinted } = await world.sweepSla();
      if (hinted > 0) hintedAt.push(Math.round((Date.parse(world.clock.now()) - start) / 60_000));
      if (world.notifications().length > 1) break;
    }
    expect(hintedAt.slice(0, 5)).toEqual([2, 6, 14, 30, 62]);
    expect(hintedAt).toHaveLength(20);
    expect(world.notifications().find(({ submissionId }) => submissionId !== undefined)?.state).toBe("failed");
  });

  it("puts the hint of a lost send back, so that the mail goes", async () => {
    const world = await makeWorld();
    await world.receive(failed());
    world.queue.take();
    world.pass(119_000);
    expect(await world.sweepSla()).toMatchObject({ hinted: 0 });
    world.pass(2_000);
    expect(await world.sweepSla()).toMatchObject({ hinted: 1 });
    await world.drain();
    expect(world.only().state).toBe("accepted");
    world.pass(600_000);
    await world.sweepSla();
    expect(dueRows(world, "open")).toHaveLength(0);
  });

  it("tells the team of a failure without contacts after fifteen minutes, once", async () => {
    const world = await makeWorld();
    await world.receive(failed({ contacts: [] }));
    world.pass(14 * 60_000);
    expect(await world.sweepSla()).toMatchObject({ announced: 0 });
    world.pass(2 * 60_000);
    expect(await world.sweepSla()).toMatchObject({ announced: 1 });
    await world.drain();
    world.pass(3_600_000);
    expect(await world.sweepSla()).toMatchObject({ announced: 0 });
    expect(world.mails.map(({ to }) => to.address)).toEqual(["sla-team@notifier.example"]);
    expect(world.mails[0]?.text).toMatch(/no contact is known/);
  });

  it("tells the team of a mail that failed for good, also when the sweep comes before the row says so", async () => {
    const world = await makeWorld();
    world.answers.push({ kind: "permanent", answer: "550 no such user" });
    await world.receive(failed());
    const { store } = world;
    const sender = await world.another({
      store: intercept(store, {
        transact: async (table, partition, writes) => {
          const state = writes.map(({ kind, ...write }) =>
            kind === "delete" ? "" : "fields" in write && write.fields.state,
          );
          if (state.includes("failed")) {
            world.pass(1_000);
            await world.sweepSla();
            await world.drain();
          }
          return await store.transact(table, partition, writes);
        },
      }),
    });
    const [hint] = world.queue.take();
    if (hint === undefined) throw new TypeError("Expected a hint.");
    expect(await sender.sendNotification(hint)).toEqual({ kind: "failed" });
    world.pass(60_000);
    await world.sweepSla();
    await world.drain();
    expect(world.mails.map(({ to }) => to.address)).toEqual(["ada@contoso.example", "sla-team@notifier.example"]);
  });

  it("causes no digest for a digest that failed", async () => {
    const world = await onWednesday();
    world.goTo("2026-11-20T01:00:30Z");
    await world.sweepSla();
    world.answers.push({ kind: "permanent", answer: "550" });
    await world.drain();
    world.pass(120_000);
    expect(await world.sweepSla()).toMatchObject({ announced: 0 });
    expect(dueRows(world, "notice")).toHaveLength(0);
  });

  it("reports rows edited to nonsense, looks at them again in 15 minutes, and does the others", async () => {
    const world = await onWednesday();
    await world.receive(submitted({ submissionId: "2" }));
    await world.store.transact("reviews", PARTITION, [
      { kind: "upsert", rowKey: "1-review", fields: {}, blobs: { review: '{"facts":7}' } },
    ]);
    await world.store.transact("due", duePartition(PARTITION), [
      { kind: "upsert", rowKey: "0-nonsense", fields: {} },
      { kind: "upsert", rowKey: "2026-11-19T00:00:00.0000000Z|coffee|x", fields: {} },
    ]);
    world.goTo("2026-11-20T01:00:30Z");
    expect(await world.sweepSla()).toMatchObject({ announced: 1, broken: 1 });
    expect(world.reports.join()).toMatch(/cannot be worked on/);
    expect(dueRows(world, "clock")[0]).toMatch(/^2026-11-20T01:15:30/);
    await world.drain();
    expect(world.mails).toHaveLength(1);
  });

  it("reports a clock whose steps were edited to nonsense, and goes on", async () => {
    const world = await onWednesday();
    const [row] = world.store.dump("reviews").filter(({ rowKey }) => rowKey === "1-review");
    const review = JSON.parse(row?.blobs.review ?? "{}");
    await world.store.transact("reviews", PARTITION, [
      {
        kind: "upsert",
        rowKey: "1-review",
        fields: {},
        blobs: { review: JSON.stringify({ ...review, clock: { state: "running" }, terms: 4 }) },
      },
    ]);
    world.goTo("2026-11-20T01:00:30Z");
    expect(await world.sweepSla()).toMatchObject({ announced: 0, broken: 1 });
  });

  it("announces without reading event rows, so that one edited to nonsense harms nothing", async () => {
    const world = await onWednesday();
    await world.receive(submitted({ submissionId: "2" }));
    const [event] = world.store
      .dump("reviews")
      .filter(({ rowKey, partitionKey }) => rowKey.startsWith("2-") && partitionKey === PARTITION);
    await world.store.transact("reviews", PARTITION, [{ kind: "upsert", rowKey: event?.rowKey ?? "", fields: {} }]);
    world.goTo("2026-11-20T01:00:30Z");
    expect(await world.sweepSla()).toMatchObject({ announced: 2, broken: 0 });
    expect((await world.review("2"))?.clock.state).toBe("warned");
  });

  it("writes a heartbeat", async () => {
    const world = await makeWorld();
    await world.sweepSla();
    expect(world.store.dump("state").map(({ fields }) => fields.sweptAt)).toEqual([instant("2026-11-20T16:20:00Z")]);
  });
});
