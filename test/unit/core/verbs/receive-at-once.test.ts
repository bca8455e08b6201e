import { NotifierError } from "../../../../src/core/errors.ts";
import { counting, intercept } from "../../../helpers/intercept.ts";
import { anEvent, failed, makeWorld, parsedEvent, passed, submitted, type World } from "../../../helpers/world.ts";

const people = (count: number) => Array.from({ length: count }, (_, n) => ({ email: `p${n}@contoso.example` }));
const states = (world: World) =>
  world
    .notifications()
    .map(({ state }) => state)
    .sort();
const dueKinds = (world: World) => world.store.dump("due").map(({ rowKey }) => rowKey.split("|")[1]);

const receiveBy = async (core: Pick<World, "receiveEvent">, event: object) =>
  await core.receiveEvent(parsedEvent(event));

describe("makeReceiveEvent, while all is well", () => {
  it("records, sends and marks in one invocation: four requests, no message, no due row", async () => {
    const world = await makeWorld({ sendsAtOnce: true });
    const { requests, store } = counting(world.store);
    const core = await world.another({ store });
    await receiveBy(core, failed({ submissionId: "first", attempt: 1 })); // reads the bounced addresses
    requests.length = 0;
    expect(await receiveBy(core, failed({ attempt: 1 }))).toEqual({ kind: "recorded" });
    expect(requests).toEqual(["list reviews", "write index", "write reviews", "write reviews"]);
    expect(world.queue.waiting()).toEqual([]);
    expect(dueKinds(world)).toEqual([]);
    expect(world.mails).toHaveLength(2);
    expect(states(world)).toEqual(["accepted", "accepted"]);
  });

  it("sends at most four mails of one event by itself, and the rest by the queue", async () => {
    const world = await makeWorld({ sendsAtOnce: true });
    await world.receive(failed({ contacts: people(6) }));
    expect(world.mails).toHaveLength(4);
    expect(states(world)).toEqual(["accepted", "accepted", "accepted", "accepted", "queued", "queued"]);
    expect(dueKinds(world)).toEqual(["open", "open"]);
    await world.drain();
    expect(world.mails).toHaveLength(6);
    expect(new Set(world.mails.map(({ to }) => to.address)).size).toBe(6);
    expect(dueKinds(world)).toEqual([]);
  });

  it("leaves a due row and a hint for a mail that has to be tried again, and for that one alone", async () => {
    const world = await makeWorld({ sendsAtOnce: true });
    world.answers.push({ kind: "accepted", answer: "250" }, { kind: "retryable", answer: "451", ours: false });
    await world.receive(failed({ contacts: people(2) }));
    expect(states(world)).toEqual(["accepted", "retrying"]);
    expect(dueKinds(world)).toEqual(["open"]);
    expect(world.queue.waiting()).toMatchObject([{ hint: { attempt: 2 } }]);
    world.pass(60_000);
    await world.drain();
    expect(states(world)).toEqual(["accepted", "accepted"]);
    expect(dueKinds(world)).toEqual([]);
  });

  it("waits for its slot where the quota has none, and tells the team of a refusal", async () => {
    const world = await makeWorld({ sendsAtOnce: true, settings: { quota: { perMinute: 1 } } });
    world.answers.push({ kind: "permanent", answer: "550 no such user" });
    await world.receive(failed({ contacts: people(2) }));
    expect(states(world)).toEqual(["failed", "queued"]);
    expect(dueKinds(world).sort()).toEqual(["notice", "open"]);
    expect(world.queue.waiting()).toHaveLength(1);
  });

  it("writes what must not be sent as suppressed, with its mail, and sends nothing", async () => {
    const world = await makeWorld({ sendsAtOnce: true, settings: { allowList: ["*@trial.example"] } });
    await world.receive(failed());
    expect(world.mails).toHaveLength(0);
    expect(world.only()).toMatchObject({ state: "suppressed", reason: "notOnAllowList" });
    expect(await world.log.getMail(world.only().notificationId)).toBeDefined();
    expect(dueKinds(world)).toEqual([]);
  });

  it("finds its claims when it died before it sent: the repeat leaves a hint for the end of the lease, and the mail goes as unknown", async () => {
    const world = await makeWorld({ sendsAtOnce: true });
    const event = failed();
    const dying = await world.another({ mailer: { ...world.ports.mailer, send: async () => await Promise.reject() } });
    await expect(receiveBy(dying, event)).rejects.toBeUndefined();
    expect(states(world)).toEqual(["claimed"]);
    expect(dueKinds(world)).toEqual([]);
    world.pass(10_000);
    expect(await world.receive(event)).toEqual({ kind: "repeated" });
    expect(dueKinds(world).toSorted()).toEqual(["clock", "open"]);
    expect(await world.drain()).toEqual([]);
    world.pass(36_000);
    expect(await world.drain()).toEqual([{ kind: "accepted" }]);
    expect(world.only().attempts.map(({ outcome }) => outcome)).toEqual(["unknown", "accepted"]);
    expect(world.mails).toHaveLength(1);
  });

  it("leaves a claim alone that another handler of the same event is working on", async () => {
    const world = await makeWorld({ sendsAtOnce: true });
    const event = failed();
    world.answers.push(async () => {
      expect(await world.receive(event)).toEqual({ kind: "repeated" });
      return { kind: "accepted", answer: "250 OK" };
    });
    await world.receive(event);
    world.pass(60_000);
    expect(await world.drain()).toEqual([{ kind: "unused", why: "settled" }]);
    expect(world.mails).toHaveLength(1);
  });

  it("knows its own transaction whose answer was lost, also when the review has changed since", async () => {
    const world = await makeWorld({ sendsAtOnce: true });
    const { store } = world;
    let lose = true;
    const core = await world.another({
      store: intercept(store, {
        transact: async (table, partition, writes) => {
          const result = await store.transact(table, partition, writes);
          if (table !== "reviews" || !lose) return result;
          lose = false;
          await world.receive(anEvent("paused", { at: "2026-11-20T10:00:00Z" }));
          throw new NotifierError("LEDGER_UNAVAILABLE");
        },
      }),
    });
    await receiveBy(core, failed());
    expect(world.only()).toMatchObject({ state: "accepted", attempts: [{ outcome: "accepted" }] });
    expect(world.mails).toHaveLength(1);
  });

  it("goes by the queue while the provider hangs, and tries the fast way again after a while", async () => {
    const world = await makeWorld({ sendsAtOnce: true });
    world.answers.push(async () => {
      world.pass(30_000);
      return { kind: "unknown", answer: "no answer in time" };
    });
    await world.receive(failed({ submissionId: "slow" }));
    await world.receive(failed({ submissionId: "next" }));
    expect(world.mails).toHaveLength(1);
    expect(states(world)).toEqual(["queued", "unknown"]);
    world.pass(5_000);
    await world.receive(failed({ submissionId: "probe" }));
    await world.receive(failed({ submissionId: "open again" }));
    expect(world.mails).toHaveLength(3);
  });

  it("mails nobody for a result that passed, and nothing goes out twice for its repeats", async () => {
    const world = await makeWorld({ sendsAtOnce: true });
    for (const event of [submitted(), passed()]) for (let n = 0; n < 3; n += 1) await world.receive(event);
    const event = failed({ completedAt: "2026-11-20T18:00:00Z" });
    for (let n = 0; n < 3; n += 1) await world.receive(event);
    await world.receive(failed({ completedAt: "2026-11-20T18:00:00Z" }));
    expect(world.mails).toHaveLength(1);
  });
});
