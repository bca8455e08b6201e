interface OfferTypeEntry {
  readonly canonical: string;
  readonly name: string;
  readonly aliases: readonly string[];
}

/**
 * Every identifier and human name by which an offer type is known: Product Ingestion, ingestion v1, Marketplace Catalog,
 * Cloud Partner Portal, Partner Center's forms, the certification policies, and the names that were changed since.
 * `Office365` is what the Catalog calls all Microsoft 365 products; only for Office add-ins is that certain.
 */
const OFFER_TYPES: readonly OfferTypeEntry[] = [
  {
    canonical: "azureVirtualMachine",
    name: "Azure Virtual Machine",
    aliases: [
      "AzureThirdPartyVirtualMachine",
      "VirtualMachine",
      "coreVirtualMachine",
      "microsoft-azure-virtualmachines",
      "microsoft-azure-corevm",
      "vm_image_offer",
      "Azure Virtual Machine",
      "Azure Virtual machine offer",
      "Virtual machine offer",
      "Virtual machines",
      "Azure VM",
      "Network virtual appliance",
    ],
  },
  {
    canonical: "azureApplication",
    name: "Azure Application",
    aliases: [
      "application_offer",
      "SolutionTemplate",
      "ManagedApplication",
      "microsoft-azure-applications",
      "Azure Application offer",
      "Azure Applications",
      "Azure app",
    ],
  },
  {
    canonical: "azureContainer",
    name: "Azure Container",
    aliases: [
      "Container",
      "Containers",
      "containerApp",
      "ContainerApps",
      "Azure Container offer",
      "Azure container offers",
      "Container offer",
      "Container app offer",
    ],
  },
  {
    canonical: "iotEdgeModule",
    name: "IoT Edge module",
    aliases: ["AzureIoTEdgeModule", "IotEdgeModules", "IoT Edge offer", "IoT Edge Module Offer", "IoT Edge"],
  },
  {
    canonical: "managedService",
    name: "Managed service",
    aliases: ["AzureManagedService", "ManagedServices", "Managed service offer"],
  },
  {
    canonical: "consultingService",
    name: "Consulting service",
    aliases: [
      "AzureConsultingService",
      "ConsultingServices",
      "Consulting service offer",
      "Professional service",
      "Professional services",
      "Professional service offer",
      "Professional services offer",
    ],
  },
  {
    canonical: "softwareAsAService",
    name: "Software as a Service (SaaS)",
    aliases: ["SaaS", "Software as a Service", "Software as a Service offer", "SaaS offer"],
  },
  {
    canonical: "dynamics365BusinessCentral",
    name: "Dynamics 365 Business Central",
    aliases: [
      "AzureDynamics365BusinessCentral",
      "DynamicsBC",
      "Dynamics 365 business central offer",
      "Business Central",
    ],
  },
  {
    canonical: "dynamics365ForCustomerEngagement",
    name: "Dynamics 365 apps on Dataverse and Power Apps",
    aliases: [
      "AzureDynamics365ForCustomerEngagement",
      "DynamicsCE",
      "Dynamics 365 for Customer Engagement offer",
      "Dynamics 365 for Customer Engagement & Power Apps",
      "Dynamics 365 for Customer Engagement & Power Apps offer",
      "Dynamics 365 Customer Engagement",
      "Dynamics 365 CE",
    ],
  },
  {
    canonical: "dynamics365ForOperations",
    name: "Dynamics 365 Operations apps",
    aliases: [
      "AzureDynamics365ForOperations",
      "DynamicsOps",
      "Dynamics 365 for Operations offer",
      "Dynamics 365 Finance Ops",
      "Dynamics 365 Finance and Operations",
    ],
  },
  {
    canonical: "powerBiApp",
    name: "Power BI app",
    aliases: [
      "AzurePowerBIApp",
      "PowerBI",
      "Power BI app offer",
      "Power BI Service Apps",
      "Power BI Template Apps",
      "Power BI template app",
    ],
  },
  {
    canonical: "powerBiVisual",
    name: "Power BI visual",
    aliases: ["AzurePowerBIVisual", "PowerBIVisuals", "Power BI visual offer"],
  },
  { canonical: "officeAddIn", name: "Office add-in", aliases: ["Office365", "Office add-ins"] },
  {
    canonical: "sharePointAddIn",
    name: "SharePoint add-in",
    aliases: [
      "SharePoint add-ins",
      "SharePoint",
      "SharePoint Framework",
      "SharePoint Framework solution",
      "SharePoint Framework Solutions",
    ],
  },
  {
    canonical: "teamsApp",
    name: "Teams app",
    aliases: [
      "Teams app product",
      "Teams apps",
      "Teams",
      "Microsoft Teams app",
      "Teams and Microsoft 365 Copilot agents",
      "Microsoft 365 Copilot agent",
      "Microsoft 365 Copilot agents",
      "Apps and Agents for Microsoft 365 and Copilot",
    ],
  },
  { canonical: "cosellOnly", name: "Co-sell only", aliases: [] },
  {
    canonical: "visualStudioExtension",
    name: "Visual Studio extension",
    aliases: ["AzureVisualStudioExtension", "Azure DevOps extension"],
  },
  { canonical: "azureDeveloperService", name: "Azure developer service", aliases: ["DevService"] },
];

/** The canonical name of every offer type that we know, in the order of the table. */
export const CANONICAL_OFFER_TYPES: readonly string[] = OFFER_TYPES.map(({ canonical }) => canonical);

/** The form in which offer types are compared: without case, blanks and hyphens. */
export const offerTypeKey = (text: string): string => text.toLowerCase().replace(/[\s\u00ad\u2010-\u2015-]+/g, "");

const entryByKey = new Map<string, OfferTypeEntry>(
  OFFER_TYPES.flatMap((entry) =>
    [entry.canonical, entry.name, ...entry.aliases].map((alias) => [offerTypeKey(alias), entry] as const),
  ),
);

/** The canonical offer type that any identifier or human name stands for; undefined when the text is none that we know. */
export const canonicalOfferType = (text: string): string | undefined => entryByKey.get(offerTypeKey(text))?.canonical;

/** The offer type in words for people; a type that we do not know is its own name. */
export const offerTypeName = (offerType: string): string => entryByKey.get(offerTypeKey(offerType))?.name ?? offerType;

/** The canonical offer type and then every other way to write it. */
export const offerTypeAliases = (canonical: string): readonly string[] => {
  const entry = entryByKey.get(offerTypeKey(canonical));
  return entry === undefined ? [canonical] : [...new Set([entry.canonical, ...entry.aliases, entry.name])];
};
