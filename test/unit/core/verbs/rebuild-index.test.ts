import { reviewPartition } from "../../../../src/core/certification/review-id.ts";
import { INDEX_PARTITION } from "../../../../src/core/ledger/keys.ts";
import { readTally } from "../../../../src/core/ledger/tally.ts";
import { ANY_VERSION } from "../../../../src/core/ports.ts";
import { makeRebuildIndex } from "../../../../src/core/verbs/rebuild-index.ts";
import { failed, makeWorld, passed, submitted, type World } from "../../../helpers/world.ts";

const DAY_IN_MS = 24 * 60 * 60_000;

const makeReviews = async (): Promise<World> => {
  const world = await makeWorld({ now: "2026-11-18T18:01:00Z" });
  for (const submissionId of ["one", "two", "three"]) await world.receive(submitted({ submissionId }));
  await world.receive(passed({ submissionId: "two", completedAt: "2026-11-18T18:00:00Z" }));
  await world.receive(failed({ submissionId: "three", completedAt: "2026-11-18T18:00:30Z" }));
  return world;
};

const shown = async (world: World) => [
  await world.listReviews({}),
  (await world.showBoard({})).reviews,
  await readTally(world.store),
];

const rowsOf = (world: World, partition: string) =>
  world.store.dump("index").filter(({ partitionKey }) => partitionKey === partition);

describe("makeRebuildIndex", () => {
  it("finds nothing to do in an index that is right", async () => {
    const world = await makeReviews();
    const before = await shown(world);
    expect(await makeRebuildIndex(world.ports)()).toEqual({ reviews: 3, removed: 0, miscounted: 0, lost: 0 });
    expect(await shown(world)).toEqual(before);
  });

  it("writes an index that is lost anew", async () => {
    const world = await makeReviews();
    const before = await shown(world);
    for (const { rowKey } of rowsOf(world, INDEX_PARTITION)) {
      await world.store.transact("index", INDEX_PARTITION, [{ kind: "delete", rowKey, etag: ANY_VERSION }]);
    }
    await makeRebuildIndex(world.ports)();
    expect(await shown(world)).toEqual(before);
  });

  it("takes over an index of an earlier build, and what tells when its reviews are old", async () => {
    const world = await makeReviews();
    const before = await shown(world);
    for (const { rowKey, fields, blobs } of rowsOf(world, INDEX_PARTITION)) {
      const { places: _places, ...former } = fields;
      const isFormer = /^[0-9a-f]{32}\||^purge\|/.test(rowKey);
      if (isFormer) await world.store.transact("index", "index-1", [{ kind: "upsert", rowKey, fields: former, blobs }]);
      await world.store.transact("index", INDEX_PARTITION, [{ kind: "delete", rowKey, etag: ANY_VERSION }]);
    }
    await makeRebuildIndex(world.ports)();
    expect(await shown(world)).toEqual(before);
    expect(rowsOf(world, "index-1")).toEqual([]);
    await world.drain();
    await world.receive(passed({ submissionId: "one", completedAt: "2026-11-18T18:00:00Z" }));
    world.goTo("2028-01-01T00:00:00Z");
    expect((await (await world.another({})).sweepSla()).purged).toBe(3);
  });

  it("removes rows that lead to nothing, and counts again", async () => {
    const world = await makeReviews();
    const before = await shown(world);
    const [ghost] = rowsOf(world, INDEX_PARTITION).filter(({ rowKey }) => /^[0-9a-f]{32}\|/.test(rowKey));
    const rowKey = `${"0".repeat(32)}|${"0".repeat(64)}`;
    await world.store.transact("index", INDEX_PARTITION, [
      { kind: "insert", rowKey, fields: { ...ghost?.fields, places: `open|1|none|${"0".repeat(64)}` } },
      { kind: "insert", rowKey: `open|1|none|${"0".repeat(64)}`, fields: {} },
      { kind: "insert", rowKey: "open|1|none|nobody", fields: {} },
      { kind: "insert", rowKey: "tally|wrong", fields: { met: 5 } },
    ]);
    world.pass(2 * 60 * 60_000);
    const rebuilt = await makeRebuildIndex(world.ports)();
    expect(rebuilt).toMatchObject({ reviews: 3, removed: 2 });
    expect(rebuilt.miscounted).toBeGreaterThan(0);
    const [list, board, tally] = await shown(world);
    expect([list, tally]).toEqual([before[0], before[2]]);
    expect(board).toHaveLength(1);
  });

  it("lets the purge find reviews that were recorded before anything led to them", async () => {
    const world = await makeReviews();
    const isPurgeRow = ({ rowKey }: { rowKey: string }) => rowKey.startsWith("purge|");
    for (const { rowKey } of rowsOf(world, INDEX_PARTITION).filter(isPurgeRow)) {
      if (rowKey.endsWith(reviewPartition("one"))) continue;
      await world.store.transact("index", INDEX_PARTITION, [{ kind: "delete", rowKey, etag: ANY_VERSION }]);
    }
    world.pass(400 * DAY_IN_MS);
    const before = await shown(world);
    expect(await makeRebuildIndex(world.ports)()).toMatchObject({ reviews: 3, lost: 2 });
    expect(await shown(world)).toEqual(before);
    expect(await makeRebuildIndex(world.ports)()).toMatchObject({ lost: 0 });
    expect(rowsOf(world, INDEX_PARTITION).filter(isPurgeRow)).toHaveLength(3);
    world.pass(2 * DAY_IN_MS);
    await world.drain();
    await world.sweepSla();
    await world.drain();
    // The one that is open stays, and so does the one whose mail is.
    expect(await world.review("two")).toBeUndefined();
    expect(await world.review("one")).toBeDefined();
  });
});
