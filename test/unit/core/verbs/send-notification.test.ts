import { MemoryWorkQueue } from "../../../../src/adapters/memory/memory-work-queue.ts";
import { NotifierError } from "../../../../src/core/errors.ts";
import { instant, plusMs } from "../../../../src/core/instant.ts";
import {
  NOTIFICATION_STATES,
  type Notification,
  type NotificationState,
} from "../../../../src/core/notifications/notification.ts";
import type { MailOutcome } from "../../../../src/core/ports.ts";
import { counting, intercept } from "../../../helpers/intercept.ts";
import { anEvent, failed, makeWorld, type World } from "../../../helpers/world.ts";

const LATER = "2026-11-20T16:45:00Z";
const SETTLED = NOTIFICATION_STATES.slice(4);

/** One notification in this state at attempt 3, its mail kept, its hint used. */
const inState = async (state: NotificationState, change: Partial<Notification> = {}, canAsk = false) => {
  const world = await makeWorld({ canAsk });
  await world.receive(failed());
  world.queue.take();
  const { notificationId } = world.only();
  const held = await world.log.get(notificationId);
  if (held === undefined) throw new TypeError("Expected a notification.");
  const mail = {
    operationId: held.notification.operationId,
    from: "f@x.example",
    to: { address: "ada@contoso.example" },
  };
  await world.force(
    notificationId,
    { state, attempt: 3, ...change },
    { ...mail, subject: "kept", text: "kept text", html: "<p>kept</p>", headers: {} },
  );
  const hint = async (attempt: number) => await world.sendNotification({ notificationId, attempt });
  return { world, notificationId, hint };
};

const waitingAt = (world: World): readonly string[] => world.queue.waiting().map(({ at }) => at);

describe("makeSendNotification", () => {
  describe.each(NOTIFICATION_STATES.filter((state) => state !== "claimed"))("on a %s notification", (state) => {
    it("does not use a hint of a lower attempt", async () => {
      const { world, hint } = await inState(state);
      expect(await hint(2)).toEqual({ kind: "unused", why: "outdated" });
      expect(world.mails).toHaveLength(0);
      expect(world.only().state).toBe(state);
      expect(world.queue.waiting()).toHaveLength(0);
    });
  });

  describe.each(SETTLED)("on a %s notification", (state) => {
    it("sends nothing more, whatever hint comes", async () => {
      const { world, hint } = await inState(state);
      expect(await hint(3)).toEqual({ kind: "unused", why: "settled" });
      expect(await hint(9)).toEqual({ kind: "unused", why: "settled" });
      expect(world.mails).toHaveLength(0);
      expect(world.only().state).toBe(state);
    });
  });

  describe.each(["queued", "retrying"] as const)("on a %s notification", (state) => {
    it("sends it, and does nothing with the same hint again", async () => {
      const { world, hint } = await inState(state);
      expect(await hint(3)).toEqual({ kind: "accepted" });
      expect(await hint(3)).toEqual({ kind: "unused", why: "settled" });
      expect(world.mails).toHaveLength(1);
      expect(world.only()).toMatchObject({ state: "accepted", attempts: [{ number: 3, outcome: "accepted" }] });
    });

    it("schedules a hint that came too early, and leaves the row", async () => {
      const { world, hint } = await inState(state, { nextAttemptAt: instant(LATER) });
      expect(await hint(3)).toEqual({ kind: "waiting" });
      expect(world.mails).toHaveLength(0);
      expect(waitingAt(world)).toEqual([plusMs(instant(LATER), 1_000)]);
      world.goTo("2026-11-20T16:45:01Z");
      await world.drain();
      expect(world.mails).toHaveLength(1);
    });

    it("sends nothing when a cancellation came before the hint", async () => {
      const { world, hint } = await inState(state);
      await world.receive(anEvent("cancelled", { cancelledAt: "2026-11-20T17:00:00Z" }));
      expect(await hint(3)).toEqual({ kind: "unused", why: "settled" });
      expect(world.only()).toMatchObject({ state: "cancelled", reason: "submissionCancelled" });
    });

    it("sends nothing of an older result", async () => {
      const { world, hint, notificationId } = await inState(state);
      await world.receive(failed({ completedAt: "2026-11-20T16:30:00Z" }));
      expect(await hint(3)).toEqual({ kind: "unused", why: "settled" });
      expect((await world.log.get(notificationId))?.notification).toMatchObject({
        state: "cancelled",
        reason: "newerResult",
      });
    });
  });

  describe("on a claimed notification", () => {
    it("comes back after the lease while it is alive", async () => {
      const { world, hint } = await inState("claimed");
      world.pass(15_000);
      expect(await hint(3)).toEqual({ kind: "waiting" });
      expect(waitingAt(world)).toEqual([plusMs(world.clock.now(), 31_000)]);
      expect(world.mails).toHaveLength(0);
    });

    it("keeps a hint of a lower attempt in play, because who claimed a repeat may have died with it", async () => {
      const { world, hint, notificationId } = await inState("claimed");
      world.pass(15_000);
      expect(await hint(2)).toEqual({ kind: "waiting" });
      expect(world.queue.waiting()).toMatchObject([{ hint: { notificationId, attempt: 3 } }]);
      world.pass(31_000);
      expect(await hint(2)).toEqual({ kind: "accepted" });
      expect(world.mails).toHaveLength(1);
    });

    it("takes an expired claim for unknown, and sends the same bytes with the same ids where nobody can be asked", async () => {
      const { world, hint } = await inState("claimed");
      world.pass(46_000);
      expect(await hint(3)).toEqual({ kind: "accepted" });
      expect(world.mails).toMatchObject([{ subject: "kept", text: "kept text" }]);
      expect(world.only().attempts.map(({ outcome }) => outcome)).toEqual(["unknown", "accepted"]);
      expect(world.only().attempt).toBe(4);
    });

    it("holds it for a person where the policy says so", async () => {
      const world = await makeWorld({ settings: { unknownMail: "hold" } });
      await world.receive(failed());
      const [hint] = world.queue.take();
      if (hint === undefined) throw new TypeError("Expected a hint.");
      await world.force(hint.notificationId, { state: "claimed" });
      world.pass(46_000);
      expect(await world.sendNotification(hint)).toEqual({ kind: "unknown" });
      expect(world.only()).toMatchObject({ state: "unknown", reason: "held", attempts: [{ outcome: "unknown" }] });
      expect(await world.sendNotification(hint)).toEqual({ kind: "unused", why: "held" });
      expect(world.mails).toHaveLength(0);
      expect(world.queue.waiting()).toHaveLength(0);
    });

    it("asks a provider that can tell, and takes its word", async () => {
      const { world, hint } = await inState("claimed", {}, true);
      world.pass(46_000);
      world.statuses.push({ kind: "accepted", answer: "Succeeded" });
      expect(await hint(3)).toEqual({ kind: "accepted" });
      expect(world.mails).toHaveLength(0);
      expect(world.asked).toEqual([world.only().operationId]);
      expect(world.only().attempts.map(({ outcome }) => outcome)).toEqual(["unknown", "asked", "accepted"]);
    });

    it("is left alone by a newer result, and is not tried again after it", async () => {
      const { world, notificationId } = await inState("queued");
      world.answers.push(async () => {
        await world.receive(failed({ completedAt: "2026-11-20T16:30:00Z", findings: [] }));
        return { kind: "retryable", answer: "451 later", ours: false };
      });
      expect(await world.sendNotification({ notificationId, attempt: 3 })).toEqual({ kind: "retrying" });
      world.pass(3_600_000);
      await world.drain();
      const old = (await world.log.get(notificationId))?.notification;
      expect(old).toMatchObject({ state: "cancelled", reason: "newerResult" });
      expect(world.mails).toHaveLength(2);
    });
  });

  describe("on an unknown notification", () => {
    it("comes back when it is time to ask", async () => {
      const { world, hint } = await inState("unknown", { nextAttemptAt: instant(LATER) });
      expect(await hint(3)).toEqual({ kind: "waiting" });
      expect(waitingAt(world)).toEqual([plusMs(instant(LATER), 1_000)]);
    });

    it("asks twice before it sends the same mail again", async () => {
      const { world, hint } = await inState("unknown", {}, true);
      expect(await hint(3)).toEqual({ kind: "unknown" });
      expect(world.mails).toHaveLength(0);
      expect(waitingAt(world)).toEqual([plusMs(world.clock.now(), 300_000)]);
      world.pass(300_000);
      expect(await world.drain()).toEqual([{ kind: "accepted" }]);
      expect(world.asked).toHaveLength(2);
      expect(world.mails).toMatchObject([{ subject: "kept" }]);
      expect(world.only().attempts.map(({ outcome }) => outcome)).toEqual(["notFound", "notFound", "accepted"]);
    });

    it("goes on asking while the provider is away", async () => {
      const { world, hint } = await inState("unknown", {}, true);
      world.statuses.push({ kind: "unavailable", answer: "503" });
      expect(await hint(3)).toEqual({ kind: "unknown" });
      expect(world.only()).toMatchObject({ state: "unknown", attempt: 4, attempts: [{ outcome: "asked" }] });
    });

    it("fails, and tells the team, when the provider says that it failed", async () => {
      const { world, hint } = await inState("unknown", {}, true);
      world.statuses.push({ kind: "failed", answer: "Failed" });
      expect(await hint(3)).toEqual({ kind: "failed" });
      await world.sweepSla();
      expect(world.notifications().map(({ kind }) => kind)).toContain("teamNotice");
    });

    it("takes the refusal of a repeat for a reason to ask, not for a verdict", async () => {
      const unknown = { number: 2, at: instant("2026-11-20T16:20:00Z"), outcome: "unknown", answer: "cut" } as const;
      const { world, hint } = await inState("retrying", { attempts: [unknown] }, true);
      world.answers.push({ kind: "permanent", answer: "400 repeated" });
      expect(await hint(3)).toEqual({ kind: "unknown" });
      expect(world.only().state).toBe("unknown");
      for (const _ of [1, 2]) {
        world.goTo(world.queue.waiting()[0]?.at ?? "");
        await world.drain();
      }
      // Asked twice, the provider knows of nothing that could have been repeated: the refusal was a verdict.
      expect(world.only()).toMatchObject({ state: "failed", reason: "400 repeated" });
    });

    it("fails after 24 hours of asking in vain", async () => {
      const { world, hint } = await inState("unknown", { firstAttemptAt: instant("2026-11-20T16:19:00Z") }, true);
      world.statuses.push(...Array.from({ length: 500 }, () => ({ kind: "unavailable", answer: "503" }) as const));
      await hint(3);
      for (let asks = 0; asks < 400 && world.only().state === "unknown"; asks += 1) {
        world.goTo(world.queue.waiting()[0]?.at ?? "");
        await world.drain();
      }
      expect(world.only()).toMatchObject({ state: "failed", reason: "unknown for 24 hours; last: 503" });
      expect(world.only().attempts.length).toBeLessThan(300);
    });

    it("sends again less and less often where the outcome stays unknown and nobody can be asked", async () => {
      const world = await makeWorld();
      world.answers.push(...Array.from({ length: 500 }, () => ({ kind: "unknown", answer: "cut" }) as const));
      await world.receive(failed());
      await world.drain();
      for (let tries = 0; tries < 400 && world.only().state === "unknown"; tries += 1) {
        world.goTo(world.queue.waiting()[0]?.at ?? "");
        await world.drain();
      }
      expect(world.only().state).toBe("failed");
      expect(world.mails.length).toBeLessThan(130);
    });
  });

  const outcomes: [MailOutcome, Partial<Notification>][] = [
    [{ kind: "accepted", answer: "250" }, { state: "accepted" }],
    [
      { kind: "retryable", answer: "451", ours: false },
      { state: "retrying", attempt: 2, nextAttemptAt: instant("2026-11-20T16:20:05Z") },
    ],
    [
      { kind: "retryable", answer: "429", ours: false, retryAfterInMs: 90_000 },
      { state: "retrying", attempt: 2, nextAttemptAt: instant("2026-11-20T16:21:30Z") },
    ],
    [
      { kind: "permanent", answer: "550" },
      { state: "failed", reason: "550" },
    ],
    [
      { kind: "unknown", answer: "cut" },
      { state: "unknown", attempt: 2, nextAttemptAt: instant("2026-11-20T16:21:00Z") },
    ],
  ];
  it.each(outcomes)("keeps the answer %j", async (outcome, expected) => {
    const world = await makeWorld();
    world.answers.push(outcome);
    await world.receive(failed());
    await world.drain();
    expect(world.only()).toMatchObject({
      ...expected,
      attempts: [{ number: 1, outcome: outcome.kind, answer: outcome.answer }],
    });
    const next = expected.nextAttemptAt;
    expect(waitingAt(world)).toEqual(next === undefined ? [] : [next]);
  });

  it("gives up 24 hours after the first try, and tells the team", async () => {
    const world = await makeWorld();
    await world.receive(failed());
    for (let tries = 0; tries < 200 && world.only().state !== "failed"; tries += 1) {
      world.answers.push({ kind: "retryable", answer: "421 busy", ours: false });
      await world.drain();
      world.goTo(world.queue.waiting()[0]?.at ?? world.clock.now());
    }
    const { state, attempts, reason } = world.only();
    expect(state).toBe("failed");
    expect(reason).toMatch(/24 hours/);
    expect(attempts.length).toBeGreaterThan(95);
    expect(attempts.length).toBeLessThan(115);
    expect(attempts.at(-1)?.at.slice(0, 10)).toBe("2026-11-21");
    await world.sweepSla();
    expect(world.notifications()).toHaveLength(2);
  });

  it("lets ten senders with the same hint send once", async () => {
    const world = await makeWorld();
    await world.receive(failed());
    const [hint] = world.queue.take();
    if (hint === undefined) throw new TypeError("Expected a hint.");
    await Promise.all(Array.from({ length: 10 }, async () => await world.sendNotification(hint)));
    expect(world.mails).toHaveLength(1);
    expect(world.only().state).toBe("accepted");
  });

  it("counts a claim of its own whose answer was lost", async () => {
    const world = await makeWorld();
    await world.receive(failed());
    const { store } = world;
    let lose = true;
    const core = await world.another({
      store: intercept(store, {
        transact: async (...args) => {
          const result = await store.transact(...args);
          if (!lose) return result;
          lose = false;
          throw new NotifierError("LEDGER_UNAVAILABLE");
        },
      }),
    });
    const [hint] = world.queue.take();
    if (hint === undefined) throw new TypeError("Expected a hint.");
    expect(await core.sendNotification(hint)).toEqual({ kind: "accepted" });
    expect(world.mails).toHaveLength(1);
  });

  it("reads the ledger once, and takes what it has settled out of the due index", async () => {
    const world = await makeWorld();
    const { store } = world;
    const counted = counting(store);
    const core = await world.another({ store: counted.store });
    await world.receive(failed({ attempt: 1 }));
    expect(store.dump("due")).toHaveLength(1);
    const [hint] = world.queue.take();
    if (hint === undefined) throw new TypeError("Expected a hint.");
    expect(await core.sendNotification(hint)).toEqual({ kind: "accepted" });
    expect(counted.requests).toEqual(["list reviews", "list addresses", "write reviews", "write reviews", "write due"]);
    expect(store.dump("due")).toHaveLength(0);
  });

  it("drops the attempt when its claim took more than ten seconds", async () => {
    const world = await makeWorld();
    await world.receive(failed());
    const { store } = world;
    let slow = true;
    const core = await world.another({
      store: intercept(store, {
        transact: async (...args) => {
          const result = await store.transact(...args);
          if (args[0] !== "reviews") return result;
          if (slow) world.pass(11_000);
          slow = false;
          return result;
        },
      }),
    });
    const [hint] = world.queue.take();
    if (hint === undefined) throw new TypeError("Expected a hint.");
    expect(await core.sendNotification(hint)).toEqual({ kind: "retrying" });
    expect(world.mails).toHaveLength(0);
    expect(world.only().attempts).toMatchObject([{ outcome: "dropped" }]);
  });

  it("waits by the ledger's clock when its own is behind, so that the hint does not come back at once", async () => {
    const { world, notificationId } = await inState("retrying", { nextAttemptAt: instant(LATER) });
    const behind = { ...world.clock, now: () => plusMs(world.clock.now(), -300_000) };
    const core = await world.another({ clock: behind });
    await core.sendNotification({ notificationId, attempt: 3 });
    expect(waitingAt(world)).toEqual([plusMs(instant(LATER), 1_000)]);
  });

  it("comes back ever later when the broker's clock is ahead of the ledger's, and not again and again until that has come", async () => {
    const { world, notificationId } = await inState("retrying", { nextAttemptAt: instant(LATER) });
    const broker = new MemoryWorkQueue({ ...world.clock, now: () => plusMs(instant(LATER), 10_000) });
    const core = await world.another({ queue: broker });
    await broker.send([{ notificationId, attempt: 3 }]);
    const came: number[] = [];
    for (let hints = broker.take(); hints.length > 0; hints = broker.take()) {
      for (const hint of hints) came.push(hint.early ?? 0);
      if (came.length > 10) break;
      for (const hint of hints) await core.sendNotification(hint);
    }
    expect(came).toEqual([0, 1, 2, 3, 4]);
    expect(broker.waiting()).toMatchObject([{ at: plusMs(instant(LATER), 16_000), hint: { early: 5 } }]);
  });

  it("waits no longer when its own clock was set back by an hour", async () => {
    const { world, notificationId } = await inState("retrying", { nextAttemptAt: instant("2026-11-20T16:21:00Z") });
    world.goTo("2026-11-20T16:21:00Z");
    const behind = { ...world.clock, now: () => plusMs(world.clock.now(), -3_600_000) };
    const core = await world.another({ clock: behind });
    expect(await core.sendNotification({ notificationId, attempt: 3 })).toEqual({ kind: "accepted" });
  });

  it("suppresses what the allow list does not name, and keeps the mail to be seen", async () => {
    const world = await makeWorld({ settings: { allowList: ["*@trial.example"] } });
    await world.receive(failed({ contacts: [{ email: "ada@contoso.example" }, { email: "bo@trial.example" }] }));
    await world.drain();
    expect(world.mails.map(({ to }) => to.address)).toEqual(["bo@trial.example"]);
    const kept = world.notifications().find(({ address }) => address === "ada@contoso.example");
    expect(kept).toMatchObject({ state: "suppressed", reason: "notOnAllowList" });
    expect((await world.log.getMail(kept?.notificationId ?? ""))?.text).toContain("Contoso Assessment");
  });

  it("waits for a slot of the quota without counting it as an attempt", async () => {
    const world = await makeWorld({ settings: { quota: { perMinute: 1 } } });
    await world.receive(failed({ contacts: [{ email: "ada@contoso.example" }, { email: "bo@contoso.example" }] }));
    expect(await world.drain()).toEqual([{ kind: "accepted" }, { kind: "waiting" }]);
    const waiting = world.notifications().find(({ state }) => state === "queued");
    expect(waiting).toMatchObject({ attempt: 1, attempts: [], nextAttemptAt: instant("2026-11-20T16:21:05Z") });
    expect(waiting?.firstAttemptAt).toBeUndefined();
    world.goTo("2026-11-20T16:21:05Z");
    expect(await world.drain()).toEqual([{ kind: "accepted" }]);
  });

  it.each(["", "no id", "n-alerts-00", `n-${"0".repeat(64)}-${"0".repeat(32)}`, "n-'; drop"])(
    "does nothing for the id %j",
    async (notificationId) => {
      const world = await makeWorld();
      expect(await world.sendNotification({ notificationId, attempt: 1 })).toEqual({
        kind: "unused",
        why: "unknownId",
      });
    },
  );

  it("reports a row edited to nonsense and touches nothing", async () => {
    const world = await makeWorld();
    await world.receive(failed());
    const [row] = world.store.dump("reviews").filter(({ rowKey }) => rowKey.startsWith("3-"));
    if (row === undefined) throw new TypeError("Expected a row.");
    await world.store.transact("reviews", row.partitionKey, [
      { kind: "upsert", rowKey: row.rowKey, fields: {}, blobs: { notification: "{" } },
    ]);
    const [hint] = world.queue.take();
    if (hint === undefined) throw new TypeError("Expected a hint.");
    await expect(world.sendNotification(hint)).rejects.toMatchObject({ code: "ENTITY_INVALID" });
    expect(world.mails).toHaveLength(0);
  });

  it("fails a mail that cannot be composed, with the code", async () => {
    const world = await makeWorld();
    await world.receive(failed());
    const [event] = world.store.dump("reviews").filter(({ rowKey }) => rowKey.startsWith("2-"));
    if (event === undefined) throw new TypeError("Expected an event.");
    await world.store.transact("reviews", event.partitionKey, [{ kind: "upsert", rowKey: event.rowKey, fields: {} }]);
    expect(await world.drain()).toEqual([{ kind: "failed" }]);
    expect(world.only().reason).toMatch(/^ENTITY_INVALID/);
  });

  it("sends one mail for a hint that comes twice at once in two processes", async () => {
    const world = await makeWorld();
    await world.receive(failed());
    const second = await world.another({});
    const [hint] = world.queue.take();
    if (hint === undefined) throw new TypeError("Expected a hint.");
    const results = await Promise.all([world.sendNotification(hint), second.sendNotification(hint)]);
    expect(results.map(({ kind }) => kind).sort()).toEqual(["accepted", "unused"]);
    expect(world.mails).toHaveLength(1);
  });
});
