import { coverageMatrix } from "../../../src/core/policies/coverage-matrix.ts";

describe("coverageMatrix", () => {
  it("has a row a known policy in the order of their numbers and a cell an offer type", () => {
    const matrix = coverageMatrix(
      {
        page: "https://policies.example/page",
        sections: [
          { id: "200", title: "Virtual Machines", offerTypes: ["azureVirtualMachine"] },
          { id: "100", title: "General", offerTypes: "all" },
        ],
        policies: [{ id: "100.10", title: "Content" }, { id: "100.2" }, { id: "200.3", title: "Image" }],
        renumbered: [],
        guidance: [{ policyId: "200", meaning: "m", checks: [], fixes: [] }],
      },
      ["azureVirtualMachine", "teamsApp"],
    );
    expect(matrix).toEqual({
      offerTypes: ["azureVirtualMachine", "teamsApp"],
      rows: [
        { id: "100", title: "General", cells: ["none", "none"] },
        { id: "100.2", cells: ["none", "none"] },
        { id: "100.10", title: "Content", cells: ["none", "none"] },
        { id: "200", title: "Virtual Machines", cells: ["guidance", "notApplicable"] },
        { id: "200.3", title: "Image", cells: ["guidance", "notApplicable"] },
      ],
    });
  });
});
