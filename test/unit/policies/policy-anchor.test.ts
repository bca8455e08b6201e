import { policyAnchor } from "../../../src/core/policies/policy-anchor.ts";

describe("policyAnchor", () => {
  // Headings and anchors as Microsoft's own documentation quotes them.
  it.each([
    ["100 General", "100-general"],
    ["100.1.1 Title", "10011-title"],
    ["100.11 Security", "10011-security"],
    ["100.3 Graphic elements", "1003-graphic-elements"],
    ["100.4 Acquisition, pricing, and terms", "1004-acquisition-pricing-and-terms"],
    ["100.10 Inappropriate content", "10010-inappropriate-content"],
    ["200 Virtual Machines", "200-virtual-machines"],
    ["300.4.4 Parameters", "30044-parameters"],
    ["800 Consulting Services", "800-consulting-services"],
    ["1000 Software as a Service (SaaS)", "1000-software-as-a-service-saas"],
    ["1000.3 Authentication options", "10003-authentication-options"],
    ["1000.4 SaaS Fulfillment and Metering APIs", "10004-saas-fulfillment-and-metering-apis"],
    ["1100.5 Customer control", "11005-customer-control"],
    ["1120.3 Functionality", "11203-functionality"],
    ["1140 Teams", "1140-teams"],
    ["1140.1.1 App name", "114011-app-name"],
    ["1140.4.8 Mobile experience", "114048-mobile-experience"],
    [
      "1140.5 Teams app linked to Software as a Service (SaaS) offers",
      "11405-teams-app-linked-to-software-as-a-service-saas-offers",
    ],
    ["1180 Power BI visuals", "1180-power-bi-visuals"],
    ["1200 Power BI visuals additional certification", "1200-power-bi-visuals-additional-certification"],
    ["1400 Dynamics 365 Business Central", "1400-dynamics-365-business-central"],
    ["1440 Dynamics 365 Finance Ops", "1440-dynamics-365-finance-ops"],
    ["3000 Requirements for Co-sell Status", "3000-requirements-for-co-sell-status"],
    ["Artificial Intelligence(AI) generated", "artificial-intelligenceai-generated"],
  ])("makes of %s the anchor %s", (heading, anchor) => {
    expect(policyAnchor(heading)).toBe(anchor);
  });
});
