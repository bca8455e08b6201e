import { reviewPartition } from "../../../../src/core/certification/review-id.ts";
import { instant } from "../../../../src/core/instant.ts";
import { makeAddresses } from "../../../../src/core/ledger/addresses.ts";
import { FORECASTS_PARTITION } from "../../../../src/core/ledger/forecast-log.ts";
import { REVIEW_ROW } from "../../../../src/core/ledger/keys.ts";
import { makeReplayRecords } from "../../../../src/core/ledger/replay-records.ts";
import { makeReviewIndex } from "../../../../src/core/ledger/review-index.ts";
import type { EntityStore, TableName } from "../../../../src/core/ports.ts";
import { makeReportAttainment } from "../../../../src/core/verbs/report-attainment.ts";
import { intercept } from "../../../helpers/intercept.ts";
import { anEvent, failed, makeWorld, passed, submitted, type World } from "../../../helpers/world.ts";

const TABLES: readonly TableName[] = ["reviews", "due", "addresses", "state", "index"];
const LATER = "2027-12-28T12:00:00Z";

const everything = (world: World): string => JSON.stringify(TABLES.map((table) => world.store.dump(table)));

const reportOf = async (world: World) => {
  const make = makeReportAttainment({
    index: makeReviewIndex(world.store),
    clock: { ...world.clock, now: () => instant("2028-01-01T00:00:00Z") },
    zone: "America/Los_Angeles",
  });
  return [
    await make({ from: "2026-11-01", to: "2026-12-31", by: "publisher" }),
    await make({ from: "2026-11-01", to: "2026-12-31" }),
  ];
};

/** A failed review that was late and announced, whose mail bounced; one that passed; one without a promised time; one that is open. */
const aYear = async (): Promise<World> => {
  const world = await makeWorld({ now: "2026-11-21T18:00:00Z" });
  for (const submissionId of ["failed-late", "passed-soon", "still-open"])
    await world.receive(submitted({ submissionId }));
  await world.receive(passed({ submissionId: "passed-soon", completedAt: "2026-11-19T18:00:00Z" }));
  await world.sweepSla();
  await world.drain();
  await world.receive(failed({ submissionId: "failed-late", completedAt: "2026-11-21T17:00:00Z" }));
  await world.drain();
  await world.receive(anEvent("paused", { submissionId: "untracked", at: "2026-11-21T17:00:00Z" }));
  await world.resendNotification("failed-late", { reason: "Lost by Ada." }, "key");
  await world.drain();
  await makeAddresses(world.store).markBounced("ada@contoso.example", world.clock.now());
  expect(world.mails.length).toBe(3);
  return world;
};

const rowsOf = (world: World, submissionId: string): number =>
  world.store.dump("reviews").filter(({ partitionKey }) => partitionKey === reviewPartition(submissionId)).length;

/** Closes what was left open, for its own retention to begin. */
const sweepUntilQuiet = async (sweep: () => Promise<{ purged: number }>): Promise<number> => {
  for (let purged = 0; ; ) {
    const { purged: more } = await sweep();
    if (more === 0) return purged;
    purged += more;
  }
};

describe("makePurgeOld", () => {
  it("leaves no name, address, mail or body of a closed review, and the same report", async () => {
    const world = await aYear();
    const before = await reportOf(world);
    world.goTo(LATER);
    const { sweepSla } = await world.another({});
    expect((await sweepSla()).purged).toBe(4);
    expect([rowsOf(world, "failed-late"), rowsOf(world, "passed-soon"), rowsOf(world, "untracked")]).toEqual([0, 0, 0]);
    expect(rowsOf(world, "still-open")).toBeGreaterThan(0);
    const left = everything(world);
    expect(left).not.toMatch(/failed-late|passed-soon|untracked-/);
    expect(left).not.toContain("Sign-in fails.");
    expect(left).not.toContain("Lost by Ada.");
    expect(world.store.dump("addresses")).toEqual([]);
    expect(await reportOf(world)).toEqual(before);
    expect(before[0]?.groups[0]?.attainment).toMatchObject({ closedOnly: { kept: 1, of: 2 } });
    const { submissions } = await world.listReviews({});
    expect(submissions.map(({ submissionId }) => submissionId)).toEqual(["still-open"]);
  });

  it("leaves of a year nothing but times once the last clock is closed too", async () => {
    const world = await aYear();
    await world.receive(passed({ submissionId: "still-open", completedAt: "2026-11-21T17:30:00Z" }));
    world.goTo(LATER);
    expect(await sweepUntilQuiet((await world.another({})).sweepSla)).toBe(5);
    expect(world.store.dump("reviews")).toEqual([]);
    expect(everything(world)).not.toMatch(/ada@|sla-team|Ada|Contoso|still-open/);
  });

  it("forgets who replayed a message and who released an address, once that is old", async () => {
    const world = await makeWorld({ now: "2026-11-21T18:00:00Z" });
    const addresses = makeAddresses(world.store);
    const replays = makeReplayRecords(world.store);
    const actBy = async (id: string, by: string) => {
      await addresses.markBounced(`${id}@contoso.example`, world.clock.now());
      await addresses.release(`${id}@contoso.example`, { by, at: world.clock.now() });
      const replayed = { twinKey: id, queue: "q", messageId: `m-${id}`, bodyHash: id, by, state: "sent" } as const;
      await replays.put({ ...replayed, id, replayedAt: world.clock.now() }, (await replays.get(id))?.etag);
    };
    await actBy("a1", "mira@contoso.example");
    await actBy("a2", "mira@contoso.example");
    world.goTo("2026-12-21T18:00:00Z");
    await actBy("a2", "tom@contoso.example");
    world.goTo("2027-12-28T12:00:00Z");
    await (await world.another({})).sweepSla();
    expect(everything(world)).not.toContain("mira");
    expect((await replays.list()).map(({ id, by }) => [id, by])).toEqual([["a2", "tom@contoso.example"]]);
    expect((await addresses.releases(instant("2026-01-01T00:00:00Z"))).map(({ by }) => by)).toEqual([
      "tom@contoso.example",
    ]);
    world.goTo("2028-02-01T12:00:00Z");
    await (await world.another({})).sweepSla();
    expect(everything(world)).not.toContain("tom");
    expect(world.store.dump("addresses")).toEqual([]);
  });

  it("takes up where it was cut off, after any of its writes, and never changes the report on the way", async () => {
    for (let survives = 0; ; survives += 1) {
      const world = await aYear();
      const before = await reportOf(world);
      world.goTo(LATER);
      let writes = 0;
      let died = false;
      const mortal: EntityStore = intercept(world.store, {
        transact: async (...args) => {
          const isHeartbeat = args[0] === "state";
          if (!isHeartbeat && ++writes > survives) {
            died = true;
            throw new TypeError("killed");
          }
          return await world.store.transact(...args);
        },
      });
      await (await world.another({ store: mortal })).sweepSla().catch(() => undefined);
      expect(await reportOf(world)).toEqual(before);
      await sweepUntilQuiet((await world.another({})).sweepSla);
      expect(await reportOf(world)).toEqual(before);
      expect(rowsOf(world, "failed-late") + rowsOf(world, "passed-soon") + rowsOf(world, "untracked")).toBe(0);
      expect(everything(world)).not.toContain("failed-late");
      if (!died) break;
    }
  }, 60_000);

  it("keeps a review for the whole time after the last thing that happened to it", async () => {
    const world = await makeWorld({ now: "2026-11-21T18:00:00Z" });
    await world.receive(failed());
    await world.drain();
    world.goTo("2027-06-01T18:00:00Z");
    await world.receive(passed({ completedAt: "2027-06-01T17:00:00Z" }));
    await world.drain();
    for (const [at, purged] of [
      ["2027-12-28T18:00:00Z", 0],
      ["2028-07-05T17:00:00Z", 0],
      ["2028-07-05T19:00:00Z", 1],
    ] as const) {
      world.goTo(at);
      expect((await (await world.another({})).sweepSla()).purged).toBe(purged);
    }
  });

  it("keeps a review with an open mail", async () => {
    const world = await makeWorld({ now: "2026-11-21T18:00:00Z" });
    await world.receive(failed({ contacts: [] }));
    world.goTo(LATER);
    expect((await (await world.another({})).sweepSla()).purged).toBe(0);
    expect(world.notifications()).toContainEqual(expect.objectContaining({ state: "queued", reason: "noContacts" }));
  });

  it("keeps a review that an event comes for while it is being purged", async () => {
    const world = await makeWorld({ now: "2026-11-21T18:00:00Z" });
    await world.receive(failed());
    await world.drain();
    world.goTo(LATER);
    let isFirst = true;
    const raced = intercept(world.store, {
      transact: async (table, partition, writes) => {
        if (
          isFirst &&
          writes.some(({ kind }) => kind === "delete") &&
          partition === reviewPartition("1152921515689848683")
        ) {
          isFirst = false;
          await world.receive(passed({ completedAt: LATER }));
        }
        return await world.store.transact(table, partition, writes);
      },
    });
    await (await world.another({ store: raced })).sweepSla();
    expect(isFirst).toBe(false);
    const rows = world.store.dump("reviews").filter(({ partitionKey }) => partitionKey !== "alerts");
    expect(rows.filter(({ rowKey }) => rowKey.startsWith("2-event|"))).toHaveLength(2);
    expect((await makeReviewIndex(world.store).all()).map(({ outcome }) => outcome)).toEqual(["passed"]);
  });

  it("finds what is old by ranges: with nothing old it reads no row of any review", async () => {
    const world = await makeWorld({ now: "2026-11-21T18:00:00Z" });
    for (let n = 0; n < 50; n += 1) await world.receive(passed({ submissionId: `review-${n}` }));
    let rows = 0;
    let requests = 0;
    const counted = intercept(world.store, {
      list: async (...args) => {
        const page = await world.store.list(...args);
        // Moves that are summed up are no rows of a review, and a forecast is made once a day.
        if (args[2].from === "tally" || args[0] === "state") return page;
        if (args[0] !== "due") requests += 1;
        rows += page.entities.length;
        return page;
      },
    });
    const forecast = { kind: "insert", rowKey: "2026-11-21", fields: {} } as const;
    await world.store.transact("state", FORECASTS_PARTITION, [forecast]);
    const { sweepSla } = await world.another({ store: counted });
    await sweepSla();
    expect(rows).toBe(0);
    expect(requests).toBeGreaterThanOrEqual(4);
    const once = requests;
    await sweepSla();
    expect(requests).toBe(once);
  });

  it("purges a bounded number at a time, and goes on with the next sweep", async () => {
    const world = await makeWorld({ now: "2026-11-21T18:00:00Z" });
    for (let n = 0; n < 300; n += 1) {
      await world.receive(
        passed({ submissionId: `review-${n}`, offer: { id: `offer-${n}`, name: "An offer", type: "saas" } }),
      );
    }
    world.goTo(LATER);
    const { sweepSla } = await world.another({});
    const { purged } = await sweepSla();
    expect(purged).toBeGreaterThan(0);
    expect(purged).toBeLessThanOrEqual(240);
    expect(purged + (await sweepUntilQuiet(sweepSla))).toBe(300);
  });

  it("reports a row that cannot be read, and purges the others", async () => {
    const world = await makeWorld({ now: "2026-11-21T18:00:00Z" });
    for (const submissionId of ["broken", "whole"]) await world.receive(passed({ submissionId }));
    await world.store.transact("reviews", reviewPartition("broken"), [
      { kind: "upsert", rowKey: REVIEW_ROW, fields: {}, blobs: { review: "nonsense" } },
    ]);
    world.goTo(LATER);
    expect((await (await world.another({})).sweepSla()).purged).toBe(1);
    expect(world.reports).toEqual([expect.stringMatching(/^Old rows cannot be purged/)]);
    expect(rowsOf(world, "whole")).toBe(0);
  });

  it("trusts no clock of a machine that is years ahead of the ledger's", async () => {
    const world = await makeWorld({ now: "2026-11-21T18:00:00Z" });
    await world.receive(passed());
    const ahead = { ...world.clock, now: () => instant("2030-01-01T00:00:00Z") };
    expect((await (await world.another({ clock: ahead })).sweepSla()).purged).toBe(0);
  });
});
