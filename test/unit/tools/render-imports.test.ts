import { renderImports } from "../../../tools/imports/render-imports.ts";

const PAGE = "before\n<!-- made by `npm run imports` -->\nold\n<!-- end of what `npm run imports` makes -->\nafter\n";

describe("renderImports", () => {
  it("draws folders, and leaves out arrows that follow from others and words that every folder knows", () => {
    const drawn = renderImports(PAGE, [
      { from: "src/core/verbs/sweep-sla.ts", to: "src/core/ledger/commit.ts" },
      { from: "src/core/verbs/sweep-sla.ts", to: "src/core/sla/zone.ts" },
      { from: "src/core/ledger/commit.ts", to: "src/core/sla/zone.ts" },
      { from: "src/core/sla/zone.ts", to: "src/core/instant.ts" },
      { from: "src/core/sla/zone.ts", to: "src/core/sla/due-at.ts" },
      { from: "src/composition.ts", to: "src/core/verbs/sweep-sla.ts" },
    ]);
    expect(drawn.split("\n").filter((line) => line.includes("-->") && !line.startsWith("<!--"))).toEqual([
      "  composition --> core_verbs",
      "  core_ledger --> core_sla",
      "  core_verbs --> core_ledger",
    ]);
    expect(drawn).toMatch(/^before\n<!-- made [\s\S]*<!-- end [^\n]*\nafter\n$/);
    expect(drawn).not.toContain("old");
  });

  it("says what a page without a place for the picture lacks", () => {
    expect(() => renderImports("# Page\n", [])).toThrow("no place for the picture");
  });
});
