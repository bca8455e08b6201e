import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TableClient } from "@azure/data-tables";
import { MemoryEntityStore } from "../../../src/adapters/memory/memory-entity-store.ts";
import { TableEntityStore } from "../../../src/adapters/table-storage/table-entity-store.ts";
import { reviewPartition } from "../../../src/core/certification/review-id.ts";
import { inParallel } from "../../../src/core/in-parallel.ts";
import { instant } from "../../../src/core/instant.ts";
import { REVIEW_ROW } from "../../../src/core/ledger/keys.ts";
import { listAll } from "../../../src/core/ledger/list-rows.ts";
import { fromReviewEntity } from "../../../src/core/ledger/review-entity.ts";
import { readReview } from "../../../src/core/ledger/review-rows.ts";
import { ALERTS_PARTITION } from "../../../src/core/notifications/notification-id.ts";
import type { EntityStore } from "../../../src/core/ports.ts";
import { fc } from "../../helpers/fast-check.ts";
import { intercept } from "../../helpers/intercept.ts";
import { type Piece, startPiece } from "../../helpers/local-stack-process.ts";
import { coreAt, receiveDue } from "./due-reviews.ts";

// In the past: the clock of a real table service decides too.
const BEFORE = "2025-01-06T18:01:00Z";
const WARNED = "2025-01-08T01:00:30Z";

const announcedIn = async (store: EntityStore): Promise<readonly string[]> => {
  const rows = await listAll(store, "reviews", ALERTS_PARTITION, { from: "5-", to: "6-" });
  return rows.map(({ rowKey }) => rowKey);
};

/** The members of all digests, in which an announcement that was made twice would be found twice. */
const membersIn = async (store: EntityStore): Promise<string[]> => {
  const rows = await listAll(store, "reviews", ALERTS_PARTITION, { from: "6-", to: "7-" });
  return rows.flatMap(({ blobs }) =>
    (JSON.parse(blobs.members ?? "[]") as { cause: string }[]).map(({ cause }) => cause),
  );
};

/** A process that is killed at its `fatal`-th write, before or after the store has taken it: it does nothing more. */
const mortal = (store: EntityStore, fatal: number): EntityStore => {
  let writes = 0;
  return intercept(store, {
    transact: async (...args) => {
      writes += 1;
      if (writes < fatal) return await store.transact(...args);
      if (writes === fatal && fatal % 2 === 0) await store.transact(...args);
      return await new Promise(() => {});
    },
  });
};

describe("makeSweepSla in several processes", () => {
  it("announces each of 1,000 clocks once when four sweep at the same moment, and three of them are killed at random", async () => {
    // 1,000 clocks are some twenty announcing writes, then two writes for each review.
    const fatalWrite = fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 31, max: 2_000 }));
    await fc.assert(
      fc.asyncProperty(fc.tuple(fatalWrite, fatalWrite, fatalWrite), async (fatal) => {
        const store = new MemoryEntityStore({ now: () => instant(WARNED), sleep: async () => {} });
        await receiveDue(await coreAt(store, BEFORE), 1_000);
        for (const one of fatal) void (await coreAt(mortal(store, one), WARNED)).sweepSla();
        await (await coreAt(store, WARNED)).sweepSla();
        expect(await (await coreAt(store, "2025-01-08T01:01:30Z")).sweepSla()).toMatchObject({ broken: 0 });
        expect(await announcedIn(store)).toHaveLength(1_000);
        const members = await membersIn(store);
        expect(members).toHaveLength(1_000);
        expect(new Set(members).size).toBe(1_000);
        const records = store
          .dump("reviews")
          .filter(({ rowKey }) => rowKey === REVIEW_ROW)
          .map(fromReviewEntity);
        expect(records.filter(({ record }) => record.announcements.length === 1)).toHaveLength(1_000);
      }),
      { numRuns: 5 },
    );
  }, 60_000);

  it("announces each of 300 clocks once when ten sweep at the same moment", async () => {
    const store = new MemoryEntityStore({ now: () => instant(WARNED), sleep: async () => {} });
    await receiveDue(await coreAt(store, BEFORE), 300);
    const sweepers = await Promise.all(Array.from({ length: 10 }, async () => await coreAt(store, WARNED)));
    const results = await Promise.all(sweepers.map(async ({ sweepSla }) => await sweepSla()));
    expect(results.reduce((sum, { announced }) => sum + announced, 0)).toBe(300);
    expect(await announcedIn(store)).toHaveLength(300);
    const members = await membersIn(store);
    expect(members).toHaveLength(300);
    expect(new Set(members).size).toBe(300);
    const { review } = await readReview(store, reviewPartition("due-7"));
    expect(review?.record).toMatchObject({ clock: { state: "warned" }, announcements: [{ kind: "slaWarning", n: 1 }] });
    expect(await (sweepers[3] as { sweepSla: () => Promise<object> }).sweepSla()).toMatchObject({ announced: 0 });
  });

  describe("on a real table service", () => {
    let tables: Piece;
    let folder: string;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), "parallel-sweepers-"));
      const script = join(import.meta.dirname, "../../../local/tables/main.ts");
      tables = await startPiece(script, ["--port", "0", "--data-dir", folder, "--stop-with-parent"]);
    }, 30_000);
    afterAll(async () => {
      await tables.end("SIGKILL");
      await rm(folder, { recursive: true, force: true });
    });

    it("announces each of 1,000 clocks once when four sweep, and loses none when one of them dies on the way", async () => {
      const open = () =>
        new TableEntityStore((table) =>
          TableClient.fromConnectionString(String(tables.ready["tables"]), table, { allowInsecureConnection: true }),
        );
      await receiveDue(await coreAt(open(), BEFORE), 1_000);
      let writes = 0;
      const mortal = open();
      const dying: EntityStore = intercept(mortal, {
        transact: async (...args) => {
          writes += 1;
          if (writes > 200) throw new Error("killed");
          return await mortal.transact(...args);
        },
      });
      const sweepers = await Promise.all(
        [open(), open(), open(), dying].map(async (store) => await coreAt(store, WARNED)),
      );
      const results = await Promise.allSettled(sweepers.map(async ({ sweepSla }) => await sweepSla()));
      expect(results.slice(0, 3).map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "fulfilled"]);
      await (await coreAt(open(), "2025-01-08T01:01:30Z")).sweepSla();
      const members = await membersIn(open());
      expect(members).toHaveLength(1_000);
      expect(new Set(members).size).toBe(1_000);
      const store = open();
      const states = new Set<unknown>();
      await inParallel(
        Array.from({ length: 1_000 }, (_, index) => `due-${index}`),
        16,
        async (submissionId) => {
          states.add((await readReview(store, reviewPartition(submissionId))).review?.record.clock.state);
        },
      );
      expect(states).toEqual(new Set(["warned"]));
    }, 180_000);
  });
});
