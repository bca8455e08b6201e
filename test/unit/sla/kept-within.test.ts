import { keptWithin } from "../../../src/core/sla/kept-within.ts";

const a = (low: number, high: number, actual: number) => ({ low, high, actual });

describe("keptWithin", () => {
  it.each([
    [[], undefined],
    [[a(1, 3, 1)], 1],
    [[a(1, 3, 3), a(1, 3, 0)], 0.5],
    [[a(1, 3, 4), a(1, 3, 2), a(0, 0, 0)], 0.67],
  ])("is of %j the share that came as forecast", (kept, expected) => {
    expect(keptWithin(kept)).toBe(expected);
  });
});
