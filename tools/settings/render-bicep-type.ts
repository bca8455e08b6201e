import type { SettingFact } from "./read-setting-facts.ts";

/** Keys and connections: in Azure the app proves itself with its identity, and the template knows the addresses. A token is for tests. */
const NOT_A_PARAMETER = /^((SERVICE_BUS|TABLES|ACS)(__\w+)?|PARTNER_CENTER_TOKEN)$/;

/** Without these a deployment would run with addresses that are examples. */
const REQUIRED: ReadonlySet<string> = new Set(["SLA_ALERT_RECIPIENTS"]);

const quote = (text: string): string =>
  `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'").replaceAll("${", "\\${")}'`;

const describeFact = ({ name, meaning, defaultText }: SettingFact): string => {
  const vault = name === "SMTP_URL" ? " Give it as a Key Vault reference." : "";
  return quote(`${meaning}${vault}${defaultText === undefined ? "" : ` Default: ${defaultText}.`}`);
};

const typeOf = ({ choices }: SettingFact): string =>
  choices === undefined ? "string" : choices.map(quote).join(" | ");

const renderProperty = (fact: SettingFact): string => {
  const type = typeOf(fact);
  const optional = REQUIRED.has(fact.name) ? type : type.includes("|") ? `(${type})?` : `${type}?`;
  return `  @description(${describeFact(fact)})\n  ${fact.name}: ${optional}`;
};

/** The settings as a Bicep type, so that a parameters file with a name that is no setting does not compile. */
export const renderBicepType = (facts: readonly SettingFact[]): string =>
  [
    "// Made by `npm run settings` from src/config/settings-schema.ts.",
    "@export()",
    "@sealed()",
    "type notifierSettings = {",
    facts
      .filter(({ name }) => !NOT_A_PARAMETER.test(name))
      .map(renderProperty)
      .join("\n\n"),
    "}",
    "",
  ].join("\n");
