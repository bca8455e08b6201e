import { comparePolicyIds, normalisePolicyId, policyIdPrefixes } from "../../../src/core/policies/policy-id.ts";
import { fc } from "../../helpers/fast-check.ts";

describe("normalisePolicyId", () => {
  it.each([
    ["100.1.1", "100.1.1"],
    [" 1140.4.3 ", "1140.4.3"],
    ["100.3.", "100.3"],
    ["100 .3", "100.3"],
    ["100. 3", "100.3"],
    ["\u200b100.3\ufeff", "100.3"],
    ["\u00a0100.3\u00a0", "100.3"],
    ["100.03", "100.3"],
    ["1140.4.1.27.1", "1140.4.1.27.1"],
  ])("reads %j as %s", (text, id) => {
    expect(normalisePolicyId(text)).toBe(id);
  });

  it.each([
    "",
    ".",
    "abc",
    "100..3",
    "100.x",
    "10",
    "10000",
    "100 3",
    "100.3 Graphic elements",
    "-100.3",
    "1".repeat(1000),
  ])("finds no id in %j", (text) => {
    expect(normalisePolicyId(text)).toBeUndefined();
  });
});

describe("policyIdPrefixes", () => {
  it("lists the id and everything above it by components, longest first", () => {
    expect(policyIdPrefixes("100.10.2")).toEqual(["100.10.2", "100.10", "100"]);
  });
});

describe("comparePolicyIds", () => {
  it("orders by components and not by text", () => {
    const ids = ["1000", "x", "100.10", "100.2", "810.2.12", "810.2.3", "100", "100.1.1", "100.1", "a"];
    expect(ids.toSorted(comparePolicyIds)).toEqual([
      "100",
      "100.1",
      "100.1.1",
      "100.2",
      "100.10",
      "810.2.3",
      "810.2.12",
      "1000",
      "a",
      "x",
    ]);
  });

  it("is the same order whatever the list looked like before", () => {
    const id = fc
      .tuple(fc.integer({ min: 100, max: 120 }), fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 4 }))
      .map(([section, components]) => [section, ...components].join("."));
    fc.assert(
      fc.property(fc.array(fc.oneof(id, fc.string()), { maxLength: 12 }), (ids) => {
        expect(ids.toReversed().toSorted(comparePolicyIds)).toEqual(ids.toSorted(comparePolicyIds));
      }),
    );
  });
});
