/** Words that tell an offer type, the more specific first; searched in text brought to lower case with single blanks. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/\bpower ?bi (custom )?visuals?\b/, "powerBiVisual"],
  [/\bpower ?bi (template |service )?apps?\b/, "powerBiApp"],
  [/\bshare ?point\b/, "sharePointAddIn"],
  [/\boffice add ?ins?\b/, "officeAddIn"],
  [/\bteams\b/, "teamsApp"],
  [/\bbusiness central\b/, "dynamics365BusinessCentral"],
  [/\bcustomer engagement\b|\bdataverse\b/, "dynamics365ForCustomerEngagement"],
  [/\b(dynamics|d365)\b.*\b(operations|ops)\b/, "dynamics365ForOperations"],
  [/\biot edge\b/, "iotEdgeModule"],
  [/\bmanaged services?\b/, "managedService"],
  [/\b(consulting|professional) services?\b/, "consultingService"],
  [/\bsaas\b|\bsoftware as a service\b/, "softwareAsAService"],
  [/\bvirtual ?machines?\b|\bvms?\b/, "azureVirtualMachine"],
  [/\bcontainers?\b/, "azureContainer"],
  [/\bazure app(lication)?s?\b|\b(managed application|solution template)s?\b/, "azureApplication"],
];

/** The canonical offer type that the words of an `articleId` or a title tell; undefined when none does. */
export const deriveOfferType = (text: string): string | undefined => {
  const words = text.toLowerCase().replace(/[^a-z0-9]+/g, " ");
  return WORDS.find(([pattern]) => pattern.test(words))?.[1];
};
