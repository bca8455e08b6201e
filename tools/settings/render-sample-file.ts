import { DEFAULT_PORTS } from "../../local/stack/settings.ts";
import type { SettingFact } from "./read-setting-facts.ts";

const { HTTP_PORT, SERVICE_BUS_PORT, SMTP_PORT } = DEFAULT_PORTS;

/** What the host of Core Tools needs besides the app's settings. */
const HOST = { FUNCTIONS_WORKER_RUNTIME: "node", AzureWebJobsStorage: "UseDevelopmentStorage=true" };

/** Where the pieces of `npm run services` listen. */
const LOCAL: Readonly<Record<string, string>> = {
  SERVICE_BUS: `Endpoint=sb://127.0.0.1:${SERVICE_BUS_PORT};SharedAccessKeyName=local;SharedAccessKey=local;UseDevelopmentEmulator=true`,
  TABLES: "UseDevelopmentStorage=true",
  EMAIL_ALLOW_LIST: "*",
  DESK_AUTH: "local",
  SMTP_URL: `smtp://127.0.0.1:${SMTP_PORT}`,
};

/** Ways to reach a service with an identity: on a laptop the connection strings above stand for them. */
const isForAzure = ({ name }: SettingFact): boolean => name.includes("__") || name === "ACS";

/** `local.settings.json` for `func start` beside `npm run services`: every setting at its default, an empty one counts as not set. */
export const renderSampleFile = (facts: readonly SettingFact[]): string => {
  const settings = facts
    .filter((fact) => !isForAzure(fact))
    .map((fact) => [fact.name, LOCAL[fact.name] ?? (fact.isDefaultInWords ? "" : (fact.defaultText ?? ""))]);
  const file = {
    IsEncrypted: false,
    Values: { ...HOST, ...Object.fromEntries(settings) },
    Host: { LocalHttpPort: HTTP_PORT },
  };
  return `${JSON.stringify(file, null, 2)}\n`;
};
