import { instant } from "../../../../src/core/instant.ts";
import { makeSendPlaces } from "../../../../src/core/notifications/send-places.ts";

/** Places with a clock whose sleepers a test wakes. */
const makePlaces = () => {
  const sleepers: (() => void)[] = [];
  const clock = {
    now: () => instant("2026-11-20T16:20:00Z"),
    sleep: () => new Promise<void>((resolve) => sleepers.push(resolve)),
  };
  const places = makeSendPlaces(clock);
  const taken: (() => void)[] = [];
  const take = async (): Promise<void> => {
    taken.push(await places.take());
  };
  const passSecond = (): void => {
    for (const wake of sleepers.splice(0)) wake();
  };
  return { take, taken, passSecond, settle: () => new Promise(setImmediate) };
};

describe("makeSendPlaces", () => {
  it("has four places, and gives one that comes free to who waits longest", async () => {
    const { take, taken, settle } = makePlaces();
    const order: number[] = [];
    const all = Array.from({ length: 6 }, async (_, n) => {
      await take();
      order.push(n);
    });
    await settle();
    expect(order).toEqual([0, 1, 2, 3]);
    taken[0]?.();
    await settle();
    expect(order).toEqual([0, 1, 2, 3, 4]);
    taken[4]?.();
    await Promise.all(all);
    for (const leave of [1, 2, 3, 5]) taken[leave]?.();
    const again = Array.from({ length: 4 }, take);
    await Promise.all(again);
    expect(taken).toHaveLength(10);
  });

  it("lets nobody wait for more than a second, and does not count who went on without a place", async () => {
    const { take, taken, passSecond, settle } = makePlaces();
    const all = Array.from({ length: 6 }, take);
    await settle();
    expect(taken).toHaveLength(4);
    passSecond();
    await Promise.all(all);
    expect(taken).toHaveLength(6);
    // These two had no place, so none comes free.
    for (const leave of taken.slice(4)) leave();
    const next = take();
    await settle();
    expect(taken).toHaveLength(6);
    taken[0]?.();
    await next;
    expect(taken).toHaveLength(7);
  });
});
