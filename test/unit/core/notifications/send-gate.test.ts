import { type Instant, instant, plusMs } from "../../../../src/core/instant.ts";
import {
  type Leave,
  MOST_UNDER_WAY,
  makeSendGate,
  PATIENCE_IN_MS,
  takePlaces,
} from "../../../../src/core/notifications/send-gate.ts";
import { sampleNotification } from "../../delivery/sample-notification.ts";

const NOW = instant("2026-11-20T16:00:00Z");
const later = (ms: number): Instant => plusMs(NOW, ms);

/** A gate with a clock that a test moves; whoever waits sleeps until it is moved far enough. */
const makeGate = () => {
  let now = NOW;
  const sleepers: { readonly until: Instant; readonly wake: () => void }[] = [];
  const gate = makeSendGate({
    now: () => now,
    sleep: async (ms) => await new Promise((wake) => sleepers.push({ until: plusMs(now, ms), wake: () => wake() })),
  });
  return {
    ...gate,
    goTo: (at: Instant): void => {
      now = at;
      for (const { until, wake } of sleepers) if (until <= at) wake();
    },
    isOpen: async (): Promise<boolean> => (await gate.enter()) !== undefined,
    enterMany: async (count: number): Promise<(Leave | undefined)[]> => {
      const entered: (Leave | undefined)[] = [];
      for (let n = 0; n < count; n += 1) entered.push(await gate.enter());
      return entered;
    },
  };
};

describe("makeSendGate", () => {
  it("lets no more through than leave places for recording; the next waits a moment and then goes by the queue", async () => {
    const gate = makeGate();
    expect((await gate.enterMany(MOST_UNDER_WAY)).every(Boolean)).toBe(true);
    const next = gate.enter();
    gate.goTo(later(PATIENCE_IN_MS - 1));
    expect(await Promise.race([next, "waits"])).toBe("waits");
    gate.goTo(later(PATIENCE_IN_MS));
    expect(await next).toBeUndefined();
  });

  it("gives a place that comes free to who has waited longest, once", async () => {
    const gate = makeGate();
    const [first, second] = await gate.enterMany(MOST_UNDER_WAY);
    const waiting = [gate.enter(), gate.enter()];
    first?.();
    first?.();
    const place = await waiting[0];
    expect(place).toBeDefined();
    expect(await Promise.race([waiting[1], "waits"])).toBe("waits");
    second?.();
    expect(await waiting[1]).toBeDefined();
    gate.goTo(later(PATIENCE_IN_MS));
    place?.();
    expect(await gate.isOpen()).toBe(true);
  });

  it("sends who waits to the queue when the place comes free because the provider failed", async () => {
    const gate = makeGate();
    const [first] = await gate.enterMany(MOST_UNDER_WAY);
    const next = gate.enter();
    gate.sent(NOW, later(10), false);
    first?.();
    expect(await next).toBeUndefined();
  });

  it.each([
    ["fails", NOW, later(10), false],
    ["takes over five seconds", NOW, later(5_000), true],
  ])(
    "closes when a call %s, lets one try in a while, and opens with the first that is well",
    async (_why, from, to, isWell) => {
      const gate = makeGate();
      gate.sent(from, to, isWell);
      gate.goTo(to);
      expect(await gate.isOpen()).toBe(false);
      const probe = plusMs(to, 5_000);
      gate.goTo(probe);
      expect([await gate.isOpen(), await gate.isOpen()]).toEqual([true, false]);
      gate.goTo(plusMs(probe, 4_999));
      expect(await gate.isOpen()).toBe(false);
      gate.sent(probe, plusMs(probe, 20), true);
      gate.goTo(plusMs(probe, 20));
      expect([await gate.isOpen(), await gate.isOpen()]).toEqual([true, true]);
    },
  );

  it("closes while a send is under way for five seconds, before anybody knows how it ends", async () => {
    const gate = makeGate();
    const leave = await gate.enter();
    gate.goTo(later(4_999));
    expect(await gate.isOpen()).toBe(true);
    gate.goTo(later(5_000));
    expect(await gate.isOpen()).toBe(false);
    leave?.();
    gate.sent(NOW, later(5_100), false);
    gate.goTo(later(10_099));
    expect(await gate.isOpen()).toBe(false);
    gate.goTo(later(10_100));
    expect(await gate.isOpen()).toBe(true);
  });
});

describe("takePlaces", () => {
  const to = (address: string | undefined) => {
    const { address: _address, ...nobody } = sampleNotification();
    return { ...nobody, ...(address === undefined ? {} : { address }) };
  };
  const six = ["a@x.example", "b@x.example", "c@x.example", "d@x.example", "e@x.example", "f@x.example"];

  it.each([
    ["at most four of an event, the first ones", six, 99, six.slice(0, 4)],
    ["as many as the gate has places for", six, 2, six.slice(0, 2)],
    ["none that nobody could get", [undefined, "a@x.example"], 99, ["a@x.example"]],
    ["none while the gate is closed", six, 0, []],
  ])("lets through %s, and leaves as many places", async (_name, addresses, free, expected) => {
    let taken = 0;
    const gate = {
      enter: async () => {
        if (taken >= free) return undefined;
        taken += 1;
        return () => {
          taken -= 1;
        };
      },
    };
    const { atOnce, leave } = await takePlaces(gate, addresses.map(to));
    expect(atOnce.map(({ address }) => address)).toEqual(expected);
    expect(taken).toBe(expected.length);
    leave();
    expect(taken).toBe(0);
  });
});
