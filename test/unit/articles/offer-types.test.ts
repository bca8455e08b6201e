import { deriveOfferType } from "../../../src/core/articles/derive-offer-type.ts";
import { canonicalOfferType, offerTypeAliases, offerTypeName } from "../../../src/core/articles/offer-types.ts";

describe("canonicalOfferType", () => {
  it.each([
    ["azureVirtualMachine", "azureVirtualMachine"],
    ["AZURE-virtual machine", "azureVirtualMachine"],
    ["AzureThirdPartyVirtualMachine", "azureVirtualMachine"],
    ["coreVirtualMachine", "azureVirtualMachine"],
    ["microsoft-azure-virtualmachines", "azureVirtualMachine"],
    ["vm_image_offer", "azureVirtualMachine"],
    ["application_offer", "azureApplication"],
    ["ContainerApps", "azureContainer"],
    ["container app", "azureContainer"],
    ["AzureIoTEdgeModule", "iotEdgeModule"],
    ["IoT Edge Module Offer", "iotEdgeModule"],
    ["ManagedServices", "managedService"],
    ["Professional Services", "consultingService"],
    ["saas", "softwareAsAService"],
    ["DynamicsBC", "dynamics365BusinessCentral"],
    ["Dynamics 365 for Customer Engagement & Power Apps offer", "dynamics365ForCustomerEngagement"],
    ["Dynamics 365 Finance Ops", "dynamics365ForOperations"],
    ["PowerBI", "powerBiApp"],
    ["Power BI Template Apps", "powerBiApp"],
    ["AzurePowerBIVisual", "powerBiVisual"],
    ["Office365", "officeAddIn"],
    ["SharePoint Framework Solutions", "sharePointAddIn"],
    ["Teams and Microsoft 365 Copilot agents", "teamsApp"],
    ["Microsoft 365 Copilot agents", "teamsApp"],
    ["cosellOnly", "cosellOnly"],
  ])("knows %s", (text, canonical) => {
    expect(canonicalOfferType(text)).toBe(canonical);
  });

  it.each(["", "xbox360NonBackcompat", "constructor", "__proto__"])("does not know %j", (text) => {
    expect(canonicalOfferType(text)).toBeUndefined();
  });

  it("finds each alias of a type again", () => {
    for (const alias of offerTypeAliases("teamsApp")) expect(canonicalOfferType(alias)).toBe("teamsApp");
  });
});

describe("offerTypeName", () => {
  it("gives the name for people, and an unknown type as it is", () => {
    expect(offerTypeName("softwareAsAService")).toBe("Software as a Service (SaaS)");
    expect(offerTypeName("spaceStation")).toBe("spaceStation");
  });
});

describe("deriveOfferType", () => {
  it.each([
    ["marketplace_azure_app_cert_issues", "azureApplication"],
    ["marketplace_container_certification_issues", "azureContainer"],
    ["partnercenter_x_issue_office_add-in", "officeAddIn"],
    ["commercial_marketplace_certification_issue_sharepoint_addin", "sharePointAddIn"],
    ["Certification issue -PowerBI app offer", "powerBiApp"],
    ["marketplace_cert_failures", undefined],
    ["", undefined],
  ])("reads %j", (text, expected) => {
    expect(deriveOfferType(text)).toBe(expected);
  });
});
