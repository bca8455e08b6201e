import type { Article } from "../../articles/article.ts";

/** Names of the offer types as they stand inside a sentence; keys are canonical (contract: design §4). */
const WORDS: Readonly<Record<string, string>> = {
  azureVirtualMachine: "Azure virtual machine",
  coreVirtualMachine: "Azure virtual machine",
  azureApplication: "Azure application",
  azureContainer: "Azure container",
  containerApp: "container app",
  iotEdgeModule: "IoT Edge module",
  managedService: "managed service",
  consultingService: "consulting service",
  softwareAsAService: "software as a service (SaaS)",
  dynamics365BusinessCentral: "Dynamics 365 Business Central",
  dynamics365ForCustomerEngagement: "Dynamics 365 Customer Engagement",
  dynamics365ForOperations: "Dynamics 365 Operations",
  powerBiApp: "Power BI app",
  powerBiVisual: "Power BI visual",
  officeAddIn: "Office add-in",
  sharePointAddIn: "SharePoint add-in",
  teamsApp: "Teams app",
};

/** The offer type in words; without a name of its own, the article's title, and for the general article what the producer wrote. */
export const offerTypeWords = (canonical: string, article: Article, isGeneral: boolean, asWritten: string): string =>
  WORDS[canonical] ?? (isGeneral ? asWritten : article.title);
