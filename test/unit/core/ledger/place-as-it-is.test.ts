import { INDEX_PARTITION } from "../../../../src/core/ledger/keys.ts";
import { intercept } from "../../../helpers/intercept.ts";
import { makeWorld, parsedEvent, passed, submitted, type World } from "../../../helpers/world.ts";

const HOUR_IN_MS = 60 * 60_000;
const shown = (world: World) =>
  world.store
    .dump("index")
    .filter(({ partitionKey, rowKey }) => partitionKey === INDEX_PARTITION && rowKey < "g")
    .map(({ fields }) => fields["state"]);
const sweepLater = async (world: World): Promise<void> => {
  world.pass(2 * HOUR_IN_MS);
  await world.sweepSla();
};

const DIED = new Error("died");

/** A handler that is overtaken before it writes to the index what its review then does not come to be. */
const receiveOvertaken = async (world: World, event: object, others: () => Promise<unknown>, dies = false) => {
  let isFirst = true;
  const slow = await world.another({
    store: intercept(world.store, {
      transact: async (...args) => {
        if (args[0] === "index" && isFirst) {
          isFirst = false;
          await others();
        }
        if (args[0] === "reviews" && dies) throw DIED;
        return await world.store.transact(...args);
      },
    }),
  });
  return await slow.receiveEvent(parsedEvent(event));
};

describe("placeAsItIs", () => {
  const result = passed({ completedAt: "2026-11-18T17:00:00Z" });
  const both = (world: World) => async () => {
    await world.receive(result);
    await world.receive(submitted());
  };

  it("lets lists say what a review says after a handler that came second had something else in mind", async () => {
    const world = await makeWorld({ now: "2026-11-18T18:01:00Z" });
    expect(await receiveOvertaken(world, result, both(world))).toEqual({ kind: "repeated" });
    expect(shown(world)).toEqual(["untracked"]);
    await sweepLater(world);
    expect(shown(world)).toEqual([(await world.review())?.clock.state]);
    expect(shown(world)).not.toEqual(["untracked"]);
  });

  it("does so for a handler that found its event known with another body", async () => {
    const world = await makeWorld({ now: "2026-11-18T18:01:00Z" });
    const other = { ...result, data: { ...result.data, outcome: "passedWithNotes" } };
    expect(await receiveOvertaken(world, other, both(world))).toMatchObject({ kind: "conflicting" });
    await sweepLater(world);
    expect(shown(world)).toEqual([(await world.review())?.clock.state]);
  });

  it("does so for one that died before it wrote its review, when its event comes again", async () => {
    const world = await makeWorld({ now: "2026-11-18T18:01:00Z" });
    await expect(receiveOvertaken(world, result, both(world), true)).rejects.toBe(DIED);
    expect(shown(world)).toEqual(["untracked"]);
    await world.receive(result);
    await sweepLater(world);
    expect(shown(world)).toEqual([(await world.review())?.clock.state]);
  });
});
