import { MemoryEntityStore } from "../../../src/adapters/memory/memory-entity-store.ts";
import { type Instant, instant, plusMs, toEpochMs } from "../../../src/core/instant.ts";
import { QUOTA } from "../../../src/core/ledger/quota-entity.ts";
import type { Notification } from "../../../src/core/notifications/notification.ts";
import { makeTakeMailSlot } from "../../../src/core/verbs/take-mail-slot.ts";

const NOW = instant("2026-11-20T16:00:00Z");

const makeWorld = () => {
  let now = NOW;
  let ids = 0;
  const clock = { now: () => now, sleep: async () => {} };
  const store = new MemoryEntityStore(clock);
  const random = { newId: () => `id-${++ids}`, fraction: () => 0.5 };
  return {
    store,
    pass: (ms: number) => {
      now = plusMs(now, ms);
    },
    makeSender: (quota: { perMinute?: number; perHour?: number }) => {
      const take = makeTakeMailSlot({ store, clock, random, quota });
      return async (one: Notification) => await take(one, now);
    },
  };
};

const notification = (overrides: Partial<Notification> = {}): Notification => ({
  notificationId: `n-${"a".repeat(64)}-${"b".repeat(32)}`,
  kind: "certificationFailed",
  state: "queued",
  cause: "cause",
  address: "ada@contoso.example",
  createdAt: NOW,
  attempt: 1,
  attempts: [],
  operationId: "0b0ff3c4-6f5c-5e4c-8f26-0d3bb1a3c6a5",
  messageId: "<0b0ff3c4-6f5c-5e4c-8f26-0d3bb1a3c6a5@notifier.example>",
  notes: [],
  ...overrides,
});

describe("makeTakeMailSlot", () => {
  it("asks the ledger nothing when no quota is set", async () => {
    const { makeSender, store } = makeWorld();
    expect(await makeSender({})(notification())).toBeUndefined();
    expect(store.dump("state")).toEqual([]);
  });

  it("keeps one quota over two senders that ask at once", async () => {
    const { makeSender } = makeWorld();
    const [one, other] = [makeSender({ perMinute: 5 }), makeSender({ perMinute: 5 })];
    const slots = await Promise.all(
      Array.from({ length: 12 }, (_, index) => (index % 2 ? one : other)(notification())),
    );
    const instants = slots.map((slot) => slot ?? NOW).toSorted();
    expect(instants.filter((at) => at === NOW)).toHaveLength(4);
    expect(instants.filter((at) => at === plusMs(NOW, 65_000))).toHaveLength(4);
    expect(instants.filter((at) => at === plusMs(NOW, 130_000))).toHaveLength(4);
  });

  it("takes one block for all who ask at the same time", async () => {
    const { makeSender, store } = makeWorld();
    let writes = 0;
    const transact = store.transact.bind(store);
    store.transact = async (...args) => {
      writes += 1;
      return await transact(...args);
    };
    const take = makeSender({ perMinute: 100 });
    await Promise.all(Array.from({ length: 50 }, async () => await take(notification())));
    expect(writes).toBeLessThanOrEqual(2);
  });

  it("uses the slot that a notification has waited for, and takes no second one", async () => {
    const { makeSender, store, pass } = makeWorld();
    const take = makeSender({ perMinute: 2 });
    await take(notification());
    const slot = (await take(notification())) as Instant;
    expect(slot).toBe(plusMs(NOW, 65_000));
    pass(toEpochMs(slot) - toEpochMs(NOW) + 500);
    const before = await store.get("state", QUOTA.partition, QUOTA.row);
    expect(await take(notification({ quotaSlotAt: slot, nextAttemptAt: slot }))).toBeUndefined();
    expect((await store.get("state", QUOTA.partition, QUOTA.row))?.etag).toBe(before?.etag);
  });

  it("takes another slot when the one waited for has long passed", async () => {
    const { makeSender, pass } = makeWorld();
    const take = makeSender({ perMinute: 2 });
    pass(3_600_000);
    expect(await take(notification({ quotaSlotAt: NOW }))).toBeUndefined();
    expect(await take(notification({ quotaSlotAt: NOW }))).toBe(plusMs(NOW, 3_665_000));
  });

  it("gives an alert its reserved slot while the others wait", async () => {
    const { makeSender } = makeWorld();
    const take = makeSender({ perMinute: 2 });
    await take(notification());
    expect(await take(notification())).toBe(plusMs(NOW, 65_000));
    expect(await take(notification({ kind: "slaBreach" }))).toBeUndefined();
  });

  it("fails all who wait when the ledger is away, and serves them when it is back", async () => {
    const { makeSender, store } = makeWorld();
    const take = makeSender({ perMinute: 2 });
    const transact = store.transact.bind(store);
    store.transact = () => Promise.reject(new Error("away"));
    const failed = await Promise.allSettled([take(notification()), take(notification())]);
    expect(failed.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    store.transact = transact;
    expect(await take(notification())).toBeUndefined();
  });

  it("starts anew when the row was edited to nonsense", async () => {
    const { makeSender, store } = makeWorld();
    await store.transact("state", QUOTA.partition, [
      { kind: "upsert", rowKey: QUOTA.row, fields: {}, blobs: { slots: "nonsense" } },
    ]);
    expect(await makeSender({ perMinute: 2 })(notification())).toBeUndefined();
  });
});
