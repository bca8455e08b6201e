import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadPolicies } from "../../../src/adapters/policies/load-policies.ts";
import { coverageMatrix } from "../../../src/core/policies/coverage-matrix.ts";
import { policyAnchor } from "../../../src/core/policies/policy-anchor.ts";

const FOLDER = join(import.meta.dirname, "../../../policies");
const PAGE = "https://learn.microsoft.com/legal/marketplace/certification-policies";
const OFFER_TYPES = [
  "azureApplication",
  "consultingService",
  "azureContainer",
  "dynamics365BusinessCentral",
  "dynamics365ForCustomerEngagement",
  "dynamics365ForOperations",
  "iotEdgeModule",
  "managedService",
  "officeAddIn",
  "powerBiVisual",
  "powerBiApp",
  "softwareAsAService",
  "sharePointAddIn",
  "teamsApp",
  "azureVirtualMachine",
];

describe("loadPolicies", () => {
  describe("over the project's folder", () => {
    const { catalogue, data, problems } = loadPolicies(FOLDER);

    it("reads every file without a problem", () => {
      expect(problems).toEqual([]);
      expect(data.guidance).toHaveLength(readdirSync(FOLDER).filter((name) => /^\d.*\.md$/.test(name)).length);
    });

    it("has guidance for at least 25 policies", () => {
      expect(data.guidance.length).toBeGreaterThanOrEqual(25);
    });

    it.each(OFFER_TYPES)("has guidance beyond the general section for %s", (offerType) => {
      const { rows } = coverageMatrix(data, [offerType]);
      const beyondGeneral = rows.filter(({ id }) => id !== "100" && !id.startsWith("100."));
      expect(beyondGeneral.some(({ cells }) => cells[0] === "guidance")).toBe(true);
    });

    it("holds plain ASCII text alone, with 2 to 4 checks and fixes each", () => {
      for (const name of readdirSync(FOLDER))
        expect(readFileSync(join(FOLDER, name), "utf8")).toMatch(/^[\n\x20-\x7e]+$/);
      for (const { policyId, checks, fixes } of data.guidance) {
        expect([policyId, checks.length >= 2 && checks.length <= 4, fixes.length >= 2 && fixes.length <= 4]).toEqual([
          policyId,
          true,
          true,
        ]);
      }
    });

    it.each([
      ["1140.4.3.1.3", "1140.4.3", "#114043-bots"],
      ["1140.4.1.27.1", "1140.4", "#11404-functionality"],
      ["100.10", "100.10", "#10010-inappropriate-content"],
      ["100.1.1", "100.1.1", "#10011-title"],
      ["100.11", "100.11", "#10011-security"],
      ["100.14.1.1", "100.14", "#10014-testability"],
      ["1100.2", "1100.2", "#1100-microsoft-365"],
      ["1140.9.2.23", "1140.9", "#11409-copilot-extensions-for-copilot-for-microsoft-365"],
      ["1140.8.1.4.2", "1140.8", "#1140-teams-and-microsoft-365-copilot-agents"],
      ["1180.2.2.3", "1180.2.2.3", "#1180-power-bi-visuals"],
      ["200.3.3", "200.3.3", "#2003-vm-image-requirements"],
      ["810.2.5", "810.2.5", "#8102-eligibility-requirements"],
      ["800.3", "810.3", "#8103-title"],
      ["1220", "1120.5", "#11205-excel-custom-functions"],
      ["220", "220", "#220-network-virtual-appliances-nvas"],
      ["5000.1", "5000", ""],
      ["500.1", undefined, ""],
    ])("links %s to %s at %s", (id, resolvedId, anchor) => {
      const reference = catalogue.resolve(id, "teamsApp");
      expect([reference.resolvedId, reference.url]).toEqual([resolvedId, PAGE + anchor]);
    });

    it.each([
      ["200.3", ["azureVirtualMachine"]],
      ["220.1", ["azureVirtualMachine"]],
      ["1100.5", ["officeAddIn", "sharePointAddIn", "teamsApp"]],
      ["1200", ["powerBiVisual"]],
      ["100.3", OFFER_TYPES],
      ["800.3", ["consultingService"]],
      ["4000", []],
    ])("applies %s to the right offer types", (id, expected) => {
      const applies = OFFER_TYPES.filter((type) => catalogue.resolve(id, type).appliesToOfferType);
      expect(applies.toSorted()).toEqual([...expected].toSorted());
    });

    it("gives each section and each policy with a heading an anchor of its own", () => {
      const anchors = [...data.sections, ...data.policies].map(({ id, title }) => policyAnchor(`${id} ${title}`));
      expect(new Set(anchors).size).toBe(anchors.length);
    });
  });

  describe("over a broken folder", () => {
    let folder: string;
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), "policies-"));
    });
    afterEach(() => {
      rmSync(folder, { recursive: true });
    });
    const problemsOf = () => loadPolicies(folder).problems.map(({ file, message }) => `${file}: ${message}`);

    it("names what is missing, and links everything to the bare page", () => {
      expect(problemsOf()).toEqual(["policies.json: Cannot be read (ENOENT)."]);
      expect(loadPolicies(folder).catalogue.resolve("100.3", "teamsApp").url).toBe(PAGE);
      expect(loadPolicies(join(folder, "absent")).problems).toHaveLength(2);
    });

    it("leaves out guidance that is not UTF-8, of an unknown policy, wrongly named or wrongly titled", () => {
      writeFileSync(join(folder, "policies.json"), readFileSync(join(FOLDER, "policies.json")));
      const text = readFileSync(join(FOLDER, "100.3.md"), "utf8");
      writeFileSync(join(folder, "100.10.md"), Buffer.from([0x2d, 0xff]));
      writeFileSync(join(folder, "999.1.md"), text.replace("100.3", "999.1"));
      writeFileSync(join(folder, "100.4.md"), text);
      writeFileSync(join(folder, "100.5.md"), text.replace("100.3", "100.5"));
      writeFileSync(join(folder, "100.3.md"), text);
      expect(problemsOf()).toEqual([
        "100.10.md: Not UTF-8.",
        "100.4.md: Guidance for 100.3 belongs in 100.3.md.",
        '100.5.md: The title of 100.5 is "Offer information", not "Graphic elements".',
        "999.1.md: 999.1 is not a policy of policies.json.",
      ]);
      expect(loadPolicies(folder).data.guidance.map(({ policyId }) => policyId)).toEqual(["100.3"]);
    });
  });
});
