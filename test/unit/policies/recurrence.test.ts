import { instant } from "../../../src/core/instant.ts";
import { FEWEST_SHOWN, findRecurrence, type OfferResult, wilson } from "../../../src/core/policies/recurrence.ts";

const result = (offer: string, day: number, ...failed: string[]): OfferResult => ({
  offer,
  completedAt: instant(`2026-11-${String(day).padStart(2, "0")}T12:00:00Z`),
  failedOn: failed.map((one) => ({ policy: one.split("@")[0] ?? "", version: one.split("@")[1] ?? "v1" })),
});

/** So many offers that fail on `first` and come back with `then`. */
const offers = (count: number, name: string, first: string, ...then: string[]): OfferResult[] =>
  Array.from({ length: count }, (_, n) => [
    result(`${name}-${n}`, 1, first),
    result(`${name}-${n}`, 9, ...then),
  ]).flat();

describe("findRecurrence", () => {
  it("counts, of the offers that failed on a policy and came back, those that failed on it again", () => {
    const { shown } = findRecurrence([
      ...offers(15, "again", "200.1", "200.1"),
      ...offers(25, "helped", "200.1", "300.2"),
    ]);
    expect(shown).toEqual([expect.objectContaining({ policy: "200.1", version: "v1", cameBack: 40, failedAgain: 15 })]);
    expect(shown[0]?.share).toBeCloseTo(0.375);
    expect(shown[0]?.low).toBeCloseTo(0.2422, 3);
    expect(shown[0]?.high).toBeCloseTo(0.5297, 3);
  });

  it("takes versions of a text apart, by the one that the failure was told with", () => {
    const { shown } = findRecurrence([
      ...offers(30, "old", "200.1@old", "200.1@new"),
      ...offers(30, "new", "200.1@new"),
    ]);
    expect(shown.map(({ version, failedAgain, cameBack }) => [version, failedAgain, cameBack])).toEqual([
      ["old", 30, 30],
      ["new", 0, 30],
    ]);
  });

  it("shows nothing of fewer than 20 offers that came back, and says that there is more", () => {
    expect(findRecurrence(offers(FEWEST_SHOWN - 1, "few", "200.1", "200.1"))).toEqual({ shown: [], hidden: 1 });
    expect(findRecurrence(offers(FEWEST_SHOWN, "enough", "200.1")).shown).toHaveLength(1);
  });

  it("looks at the next result only, whatever the order, and at offers that did not come back not at all", () => {
    const results = Array.from({ length: 20 }, (_, n) => [
      result(`o-${n}`, 9, "200.1"),
      result(`o-${n}`, 1, "200.1", "200.1"),
      result(`o-${n}`, 5),
      result(`gone-${n}`, 1, "400.4"),
    ]).flat();
    expect(findRecurrence(results)).toEqual({
      shown: [expect.objectContaining({ policy: "200.1", cameBack: 20, failedAgain: 0 })],
      hidden: 0,
    });
  });

  it("puts first what most offers failed on again for certain", () => {
    const { shown } = findRecurrence([
      ...offers(20, "a", "1.1", "1.1"),
      ...offers(100, "b", "2.2", "2.2"),
      ...offers(200, "c", "3.3"),
    ]);
    expect(shown.map(({ policy }) => policy)).toEqual(["2.2", "1.1", "3.3"]);
  });
});

describe("wilson", () => {
  it.each([
    [0, 20, 0, 0.1611],
    [20, 20, 0.8389, 1],
    [10, 20, 0.2993, 0.7007],
  ])("bounds %i of %i", (part, of, low, high) => {
    const bounds = wilson(part, of);
    expect(bounds.low).toBeCloseTo(low, 3);
    expect(bounds.high).toBeCloseTo(high, 3);
  });
});
