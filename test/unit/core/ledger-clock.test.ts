import { instant, msBetween, plusMs } from "../../../src/core/instant.ts";
import { makeLedgerClock } from "../../../src/core/ledger-clock.ts";
import { failed, makeWorld } from "../../helpers/world.ts";

const HOUR_IN_MS = 3_600_000;

/** A world with another process whose clock can be set. */
const withHost = async () => {
  const world = await makeWorld();
  let offsetInMs = 0;
  const clock = { ...world.clock, now: () => plusMs(world.clock.now(), offsetInMs) };
  const host = await world.another({ clock });
  const drain = async (): Promise<void> => {
    for (let hints = world.queue.take(); hints.length > 0; hints = world.queue.take()) {
      for (const hint of hints) await host.sendNotification(hint);
    }
  };
  const set = (ms: number): void => {
    offsetInMs = ms;
  };
  return { world, host, clock, drain, set };
};

describe("makeLedgerClock", () => {
  it.each([-HOUR_IN_MS, HOUR_IN_MS])(
    "is put right by the ledger's answers when the machine's clock is set by %d ms",
    async (ms) => {
      const { world, clock, set } = await withHost();
      const ledger = makeLedgerClock(clock, world.store);
      expect(ledger.clock.now()).toBe(world.clock.now());
      set(ms);
      await ledger.store.list("reviews", "none", {});
      expect(ledger.clock.now()).toBe(world.clock.now());
    },
  );

  it("stays with the machine's clock while the two differ by no more than an answer takes", async () => {
    const { world, clock, set } = await withHost();
    const ledger = makeLedgerClock(clock, world.store);
    set(-2_000);
    await ledger.store.list("reviews", "none", {});
    expect(ledger.clock.now()).toBe(instant("2026-11-20T16:19:58Z"));
  });
});

describe("a machine whose clock is set by an hour", () => {
  it.each([-HOUR_IN_MS, HOUR_IN_MS])(
    "holds a mail that waits for its next attempt no longer than it has to (%d ms)",
    async (ms) => {
      const { world, drain, set } = await withHost();
      await world.receive(failed());
      world.answers.push({ kind: "retryable", answer: "421 busy", ours: false });
      await drain();
      set(ms);
      world.answers.push({ kind: "retryable", answer: "421 busy", ours: false });
      for (let second = 0; second < 20; second += 1) {
        world.pass(1_000);
        await drain();
      }
      const { state, attempts } = world.only();
      expect([state, attempts.length]).toEqual(["accepted", 3]);
      const [first, second, third] = attempts.map(({ at }) => at);
      // Neither held nor tried at once again and again.
      expect(
        msBetween(first ?? instant("2026-01-01T00:00:00Z"), second ?? instant("2027-01-01T00:00:00Z")),
      ).toBeGreaterThan(3_000);
      expect(
        msBetween(second ?? instant("2026-01-01T00:00:00Z"), third ?? instant("2027-01-01T00:00:00Z")),
      ).toBeLessThan(15_000);
    },
  );
});
