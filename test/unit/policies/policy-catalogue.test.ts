import type { PolicyData, PolicyGuidance } from "../../../src/core/policies/policy.ts";
import { makePolicyCatalogue } from "../../../src/core/policies/policy-catalogue.ts";

const help = (policyId: string): PolicyGuidance => ({ policyId, meaning: "m", checks: ["c"], fixes: ["f"] });

const data: PolicyData = {
  page: "https://policies.example/page",
  sections: [
    { id: "100", title: "General", offerTypes: "all" },
    { id: "200", title: "Virtual Machines", offerTypes: ["azureVirtualMachine"] },
    { id: "810", title: "Professional Services", offerTypes: ["consultingService"] },
    { id: "1120", title: "Office Add-ins", offerTypes: ["officeAddIn"] },
    { id: "5000", title: "Connectors & Agents", offerTypes: [], anchored: false },
  ],
  policies: [
    { id: "100.1", title: "Value" },
    { id: "100.10", title: "Inappropriate content" },
    { id: "200.3", title: "VM Image Requirements" },
    { id: "200.3.3", anchored: false },
    { id: "810.2", title: "Eligibility" },
    { id: "810.2.2", title: "Dynamics", alternateTitles: ["Primary Product: Dynamics"] },
    { id: "1120.5", title: "Excel custom functions" },
  ],
  renumbered: [
    { from: "800", to: "810", keepsNumbers: true },
    { from: "1220", to: "1120.5", keepsNumbers: false },
  ],
  guidance: [help("100.1"), help("810.2")],
};
const catalogue = makePolicyCatalogue(data);
const resolve = (id: string, offerType = "azureVirtualMachine") => catalogue.resolve(id, offerType);

describe("makePolicyCatalogue", () => {
  it("resolves an id deeper than the page to its longest known prefix", () => {
    expect(resolve("100.1.7.2")).toEqual({
      id: "100.1.7.2",
      resolvedId: "100.1",
      title: "Value",
      landing: { id: "100.1", title: "Value" },
      url: "https://policies.example/page#1001-value",
      guidance: help("100.1"),
      appliesToOfferType: true,
    });
  });

  it("compares components, so that 100.10 is not below 100.1", () => {
    expect(resolve("100.10.4")).toEqual({
      id: "100.10.4",
      resolvedId: "100.10",
      title: "Inappropriate content",
      landing: { id: "100.10", title: "Inappropriate content" },
      url: "https://policies.example/page#10010-inappropriate-content",
      appliesToOfferType: true,
    });
  });

  it("links an unknown policy of a known section to the section", () => {
    expect(resolve("200.99")).toMatchObject({
      resolvedId: "200",
      url: "https://policies.example/page#200-virtual-machines",
    });
  });

  it.each(["300.1", "not an id", "", "100.x"])(
    "links %j, whose section is unknown, to the bare page and flags nothing",
    (id) => {
      expect(resolve(id)).toEqual({ id, url: "https://policies.example/page", appliesToOfferType: true });
    },
  );

  it("keeps the id as it was given while it resolves without blanks and trailing dots", () => {
    expect(resolve(" 100.1. ")).toMatchObject({ id: " 100.1. ", resolvedId: "100.1" });
  });

  it("shows the title and anchor above an id that has no heading", () => {
    expect(resolve("200.3.3")).toMatchObject({
      resolvedId: "200.3.3",
      title: "VM Image Requirements",
      url: "https://policies.example/page#2003-vm-image-requirements",
    });
  });

  it("links a title that differs between copies of the page to the heading above it", () => {
    expect(resolve("810.2.2", "consultingService")).toMatchObject({
      resolvedId: "810.2.2",
      title: "Dynamics",
      url: "https://policies.example/page#8102-eligibility",
      guidance: help("810.2"),
    });
  });

  it("links a section without a known anchor to the bare page", () => {
    expect(resolve("5000.1")).toMatchObject({ resolvedId: "5000", url: "https://policies.example/page" });
  });

  it.each([
    ["800", "810"],
    ["800.2.2", "810.2.2"],
    ["800.7", "810"],
    ["1220", "1120.5"],
    ["1220.3", "1120.5"],
    ["8000.2", undefined],
  ])("maps the earlier number %s to %s", (id, resolvedId) => {
    expect(resolve(id).resolvedId).toBe(resolvedId);
  });

  it("tells whether the section is for the offer type, without regard to case, blanks and hyphens", () => {
    expect(resolve("200.3", "Azure virtual-machine").appliesToOfferType).toBe(true);
    expect(resolve("200.3", "teamsApp").appliesToOfferType).toBe(false);
    expect(resolve("100.3", "teamsApp").appliesToOfferType).toBe(true);
    expect(resolve("800.3", "consultingService").appliesToOfferType).toBe(true);
    expect(resolve("5000", "teamsApp").appliesToOfferType).toBe(false);
  });

  it("works the same from data that went through JSON", () => {
    const copy = makePolicyCatalogue(JSON.parse(JSON.stringify(data)) as PolicyData);
    for (const id of ["100.1.7", "810.2.2", "1220.3", "x"]) {
      expect(copy.resolve(id, "officeAddIn")).toEqual(resolve(id, "officeAddIn"));
    }
  });
});
