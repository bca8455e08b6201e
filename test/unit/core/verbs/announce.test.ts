import { MemoryEntityStore } from "../../../../src/adapters/memory/memory-entity-store.ts";
import { instant } from "../../../../src/core/instant.ts";
import type { EntityStore } from "../../../../src/core/ports.ts";
import { coreAt, receiveDue } from "../../sla-sweep/due-reviews.ts";

const BEFORE = "2025-01-06T18:01:00Z";
const WARNED = "2025-01-08T01:00:30Z";

/** Dies after the transaction that announces, as a killed sweeper does. */
const dyingAfterAnnouncement = (store: EntityStore): EntityStore => {
  let isDead = false;
  const alive = (): void => {
    if (isDead) throw new Error("killed");
  };
  return {
    get: async (...args) => {
      alive();
      return await store.get(...args);
    },
    list: async (...args) => {
      alive();
      return await store.list(...args);
    },
    listAcross: async (...args) => await store.listAcross(...args),
    transact: async (...args) => {
      alive();
      const result = await store.transact(...args);
      isDead = args[2].some(({ rowKey }) => rowKey.startsWith("5-announcement|"));
      if (isDead) throw new Error("killed");
      return result;
    },
  };
};

describe("announce", () => {
  it("sends the hint of a digest again when its sweeper died before it could", async () => {
    const store = new MemoryEntityStore({ now: () => instant(WARNED), sleep: async () => {} });
    await receiveDue(await coreAt(store, BEFORE), 1);
    await expect((await coreAt(dyingAfterAnnouncement(store), WARNED)).sweepSla()).rejects.toThrow("killed");
    const next = await coreAt(store, WARNED);
    expect(await next.sweepSla()).toMatchObject({ announced: 0, digests: 0 });
    const hints = next.queue.take();
    expect(hints).toMatchObject([{ attempt: 1 }]);
    for (const hint of hints) await next.sendNotification(hint);
    expect(next.mails).toHaveLength(1);
  });
});
