import { MemoryEntityStore } from "../../../src/adapters/memory/memory-entity-store.ts";
import { instant } from "../../../src/core/instant.ts";
import { listRows } from "../../../src/core/ledger/list-rows.ts";

const clock = { now: () => instant("2026-11-20T16:00:00Z"), sleep: async () => {} };
const ROWS = ["a", "b", "c", "d", "e"];

describe("MemoryEntityStore", () => {
  it("gives some pages short and some empty, as the service may, and loses no row to who follows the tokens", async () => {
    const sizes = new Set<number>();
    for (let seed = 1; seed <= 100; seed += 1) {
      const store = new MemoryEntityStore(clock, seed);
      await store.transact(
        "reviews",
        "p",
        ROWS.map((rowKey) => ({ kind: "insert", rowKey, fields: {} })),
      );
      sizes.add((await store.list("reviews", "p", {})).entities.length);
      expect((await listRows(store, "reviews", "p", {})).map(({ rowKey }) => rowKey)).toEqual(ROWS);
    }
    expect([...sizes].sort()).toEqual([0, 2, 5]);
  });
});
