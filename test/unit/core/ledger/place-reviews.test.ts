import { findMisplaced } from "../../../../sim/check-lists.ts";
import { reviewPartition } from "../../../../src/core/certification/review-id.ts";
import { INDEX_PARTITION } from "../../../../src/core/ledger/keys.ts";
import { listRows } from "../../../../src/core/ledger/list-rows.ts";
import { placeReview, placeReviews } from "../../../../src/core/ledger/place-reviews.ts";
import { foldTally, readTally } from "../../../../src/core/ledger/tally.ts";
import type { EntityStore } from "../../../../src/core/ports.ts";
import type { ReviewRecord } from "../../../../src/core/sla/review-record.ts";
import { fc } from "../../../helpers/fast-check.ts";
import { counting, intercept } from "../../../helpers/intercept.ts";
import { anEvent, failed, makeWorld, passed, submitted, type World } from "../../../helpers/world.ts";

const findWrong = (world: World): string[] => findMisplaced(world.store.dump("index"));

const recordOf = async (world: World, submissionId: string): Promise<ReviewRecord> => {
  const record = await world.review(submissionId);
  if (record === undefined) throw new TypeError("Expected a known review.");
  return record;
};

const withState = (record: ReviewRecord, state: ReviewRecord["clock"]["state"]): ReviewRecord => ({
  ...record,
  clock: { ...record.clock, state },
});

describe("placeReview", () => {
  it("keeps lists and tally true through a review's life", async () => {
    const world = await makeWorld({ now: "2026-11-18T18:01:00Z" });
    await world.receive(submitted());
    expect(await readTally(world.store)).toMatchObject({ running: 1 });
    await world.receive(anEvent("paused", { at: "2026-11-18T19:00:00Z" }));
    expect(findWrong(world)).toEqual([]);
    await world.receive(anEvent("resumed", { at: "2026-11-18T20:00:00Z" }));
    world.goTo("2026-11-21T18:01:00Z");
    await world.sweepSla();
    expect(await readTally(world.store)).toMatchObject({ running: 0, breached: 1 });
    expect(findWrong(world)).toEqual([]);
    await world.receive(failed());
    expect(await readTally(world.store)).toMatchObject({ breached: 0 });
    expect(findWrong(world)).toEqual([]);
  });

  it("moves a review with one request, and one of which it was told something wrong with two more", async () => {
    const world = await makeWorld({ now: "2026-11-18T18:01:00Z" });
    await world.receive(submitted());
    const record = await recordOf(world, "1152921515689848683");
    const partition = reviewPartition("1152921515689848683");
    const { store, requests } = counting(world.store);
    const deps = { store, random: world.ports.random };
    await placeReview(deps, { partition, record: withState(record, "warned"), previous: record });
    expect(requests).toEqual(["write index"]);
    requests.length = 0;
    await placeReview(deps, { partition, record: withState(record, "breached"), previous: record });
    expect(requests).toEqual(["write index", "get index", "write index"]);
    expect(findWrong(world)).toEqual([]);
    expect(await readTally(world.store)).toMatchObject({ running: 0, warned: 0, breached: 1 });
  });

  it("follows an offer that changes its type, its publisher or its id", async () => {
    const world = await makeWorld({ now: "2026-11-18T18:01:00Z" });
    await world.receive(submitted());
    await world.receive(failed({ offer: { id: "another", name: "Contoso", type: "azureVirtualMachine" } }));
    await world.receive(passed({ publisher: { id: "fabrikam" } }));
    expect(findWrong(world)).toEqual([]);
    expect((await world.listReviews({ publisher: "fabrikam" })).submissions).toHaveLength(1);
    expect((await world.listReviews({ publisher: "contoso" })).submissions).toEqual([]);
  });

  it("is right after any order of writers that know different versions, with folds in between and answers lost", async () => {
    const states = ["running", "warned", "breached", "paused", "metLate"] as const;
    const step = fc.record({
      state: fc.constantFrom(...states),
      known: fc.constantFrom(...states, undefined),
      isFolded: fc.boolean(),
      isLost: fc.boolean(),
    });
    const world = await makeWorld({ now: "2026-11-18T18:01:00Z" });
    await world.receive(submitted());
    const record = await recordOf(world, "1152921515689848683");
    const partition = reviewPartition("1152921515689848683");
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
        for (const { state, known, isFolded, isLost } of steps) {
          // The client sends again what was written already: its own success comes back as a conflict.
          let losses = isLost ? 1 : 0;
          const store: EntityStore = intercept(world.store, {
            transact: async (...args) => {
              const result = await world.store.transact(...args);
              return result.kind === "written" && losses-- > 0 ? await world.store.transact(...args) : result;
            },
          });
          const previous = known && withState(record, known);
          await placeReview(
            { store, random: world.ports.random },
            { partition, record: withState(record, state), previous },
          );
          if (isFolded) await foldTally(world.store);
          const wrong = findWrong(world);
          if (wrong.length > 0) throw new Error(wrong.join("\n"));
        }
      }),
      { numRuns: 60 },
    );
  });

  it("takes a review out of every list when it is purged", async () => {
    const world = await makeWorld({ now: "2026-11-18T18:01:00Z" });
    await world.receive(submitted());
    await world.receive(failed({ completedAt: "2026-11-18T18:00:30Z" }));
    await world.drain();
    world.goTo("2028-01-01T00:00:00Z");
    const { sweepSla, listReviews } = await world.another({});
    expect((await sweepSla()).purged).toBe(1);
    expect((await listReviews({})).submissions).toEqual([]);
    expect(Object.values(await readTally(world.store)).every((count) => count === 0)).toBe(true);
    expect(await listRows(world.store, "index", INDEX_PARTITION, { from: "list", to: "purge" })).toEqual([]);
  });
});

describe("placeReviews", () => {
  it("moves many in few requests, mends those it was told something wrong of, and passes over what nobody sees", async () => {
    const world = await makeWorld({ now: "2026-11-18T18:01:00Z" });
    const ids = Array.from({ length: 30 }, (_, index) => `s-${index}`);
    for (const submissionId of ids) await world.receive(submitted({ submissionId }));
    const { store, requests } = counting(world.store);
    const placings = await Promise.all(
      ids.map(async (submissionId) => {
        const previous = await recordOf(world, submissionId);
        return { partition: reviewPartition(submissionId), previous, record: withState(previous, "warned") };
      }),
    );
    const deps = { store, random: world.ports.random };
    await placeReviews(deps, placings);
    expect(requests.length).toBeLessThanOrEqual(5);
    requests.length = 0;
    await placeReviews(
      deps,
      placings.map(({ partition, record }) => ({ partition, record, previous: record })),
    );
    expect(requests).toEqual([]);
    await placeReviews(
      deps,
      placings.map(({ partition, record, previous }) => ({
        partition,
        previous,
        record: withState(record, "breached"),
      })),
    );
    expect(findWrong(world)).toEqual([]);
    expect(await readTally(world.store)).toMatchObject({ breached: 30 });
  });
});

describe("foldTally", () => {
  it("sums up more moves than one transaction holds, and leaves one row", async () => {
    const world = await makeWorld({ now: "2026-11-18T18:01:00Z" });
    for (let n = 0; n < 250; n += 1) await world.receive(submitted({ submissionId: `s-${n}` }));
    await foldTally(world.store);
    expect(await listRows(world.store, "index", INDEX_PARTITION, { from: "tally", to: "tally}" })).toHaveLength(1);
    expect(await readTally(world.store)).toMatchObject({ running: 250 });
  });

  it("counts nothing twice when two sum up at once", async () => {
    const world = await makeWorld({ now: "2026-11-18T18:01:00Z" });
    for (let n = 0; n < 120; n += 1) await world.receive(submitted({ submissionId: `s-${n}` }));
    await Promise.all([foldTally(world.store), foldTally(world.store), foldTally(world.store)]);
    expect(await readTally(world.store)).toMatchObject({ running: 120 });
  });
});
