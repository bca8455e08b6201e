import { type MailQuota, quotaLanes, SLOT_VALID_IN_MS } from "../../../src/core/notifications/quota-lanes.ts";
import { NO_SLOTS, type SlotKind, takeSlots } from "../../../src/core/notifications/quota-slots.ts";
import { fc } from "../../helpers/fast-check.ts";

const T = Date.parse("2026-11-20T16:00:00Z");
const MINUTE = 60_000;
const HOUR = 3_600_000;

const lanesOf = (quota: MailQuota) => {
  const lanes = quotaLanes(quota);
  if (lanes === undefined) throw new Error("no quota");
  return lanes;
};

/** Most slots in any span of this length. */
const most = (slots: readonly number[], inMs: number): number => {
  const sorted = slots.toSorted((a, b) => a - b);
  return Math.max(0, ...sorted.map((from) => sorted.filter((slot) => slot >= from && slot < from + inMs).length));
};

const ordinary = (count: number): SlotKind[] => Array.from({ length: count }, () => "ordinary");

describe("takeSlots", () => {
  it("gives a slot at once while the quota has one", () => {
    const { slotsInMs } = takeSlots(lanesOf({ perMinute: 5 }), NO_SLOTS, ordinary(3), T);
    expect(slotsInMs).toEqual([T, T, T]);
  });

  it("keeps one slot a minute free for an alert", () => {
    const lanes = lanesOf({ perMinute: 3 });
    const { taken, slotsInMs } = takeSlots(lanes, NO_SLOTS, ordinary(4), T);
    expect(slotsInMs).toEqual([T, T, T + 65_000, T + 65_000]);
    expect(takeSlots(lanes, taken, ["alert"], T).slotsInMs).toEqual([T]);
  });

  it("lets an alert use an ordinary slot when its own is taken", () => {
    const lanes = lanesOf({ perMinute: 3 });
    expect(takeSlots(lanes, NO_SLOTS, ["alert", "alert", "alert", "alert"], T).slotsInMs).toEqual([
      T,
      T,
      T,
      T + 65_000,
    ]);
  });

  it("lets alerts share the only slot of a minute", () => {
    expect(takeSlots(lanesOf({ perMinute: 1 }), NO_SLOTS, ["ordinary", "alert"], T).slotsInMs).toEqual([T, T + 65_000]);
  });

  it("keeps the hour where the minute would allow more", () => {
    const { slotsInMs } = takeSlots(lanesOf({ perMinute: 30, perHour: 100 }), NO_SLOTS, ordinary(200), T);
    expect(most(slotsInMs, HOUR)).toBe(90);
    expect(slotsInMs.at(-1)).toBeLessThan(T + 3 * HOUR);
  });

  it("keeps the quota when a machine asks whose clock is behind", () => {
    const lanes = lanesOf({ perMinute: 3 });
    const first = takeSlots(lanes, NO_SLOTS, ordinary(2), T);
    const ahead = takeSlots(lanes, first.taken, ["alert"], T + 65_000);
    expect(takeSlots(lanes, ahead.taken, ordinary(1), T + 64_000).slotsInMs).toEqual([T + 65_000]);
  });

  it("never gives more than the quota in any minute or hour, whoever asks when", () => {
    fc.assert(
      fc.property(
        fc.record({
          perMinute: fc.option(fc.integer({ min: 1, max: 40 }), { nil: undefined }),
          perHour: fc.option(fc.integer({ min: 1, max: 150 }), { nil: undefined }),
        }),
        // Steps may go back: clocks of machines differ.
        fc.array(
          fc.record({
            stepInMs: fc.integer({ min: -90_000, max: 200_000 }),
            kinds: fc.array(fc.constantFrom<SlotKind>("ordinary", "alert"), { minLength: 1, maxLength: 20 }),
          }),
          { minLength: 1, maxLength: 30 },
        ),
        ({ perMinute, perHour }, asks) => {
          fc.pre(perMinute !== undefined || perHour !== undefined);
          const lanes = lanesOf({
            ...(perMinute === undefined ? {} : { perMinute }),
            ...(perHour === undefined ? {} : { perHour }),
          });
          let now = T;
          let ahead = T;
          let taken = NO_SLOTS;
          const slots: number[] = [];
          for (const { stepInMs, kinds } of asks) {
            // Two machines each five minutes wrong are ten apart, not more.
            now = Math.max(now + stepInMs, ahead - 10 * MINUTE);
            ahead = Math.max(ahead, now);
            const next = takeSlots(lanes, taken, kinds, now);
            taken = next.taken;
            slots.push(...next.slotsInMs);
          }
          // Used up to this much later than its instant, each mail still keeps the quota.
          if (perMinute !== undefined) expect(most(slots, MINUTE + SLOT_VALID_IN_MS)).toBeLessThanOrEqual(perMinute);
          if (perHour !== undefined) expect(most(slots, HOUR + SLOT_VALID_IN_MS)).toBeLessThanOrEqual(perHour);
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe("quotaLanes", () => {
  it("limits nothing without a quota", () => {
    expect(quotaLanes({})).toBeUndefined();
  });

  it("never keeps all of a quota for alerts", () => {
    for (let perHour = 1; perHour <= 30; perHour += 1) {
      for (const perMinute of [undefined, 1, 2, 30]) {
        const { ordinary: windows } = lanesOf({ perHour, ...(perMinute === undefined ? {} : { perMinute }) });
        expect(Math.min(...windows.map(({ slots }) => slots))).toBeGreaterThan(0);
      }
    }
  });
});
