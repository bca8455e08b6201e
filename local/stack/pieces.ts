import { join } from "node:path";
import type { ChildSpec, Ready } from "./child.ts";
import { localLinks } from "./local-links.ts";
import { PROJECT_ROOT, type StackSettings } from "./settings.ts";

/** Where the other pieces are, as the app's own settings say it. */
export interface Addresses {
  readonly serviceBus: string;
  readonly tables: string;
  readonly smtp: string;
  /** Connection string of the local stand-in for Azure Communication Services. */
  readonly acs?: string;
}

type ToSpec = (ready?: Ready) => ChildSpec;

const script = (path: string): string => join(PROJECT_ROOT, "local", path);
const packageMain = (name: string): string => join(PROJECT_ROOT, "packages", name, "src/main.ts");

/** What a process needs of the machine; pieces get no settings, and so no secrets, that are not theirs. */
const machineEnv = (): Record<string, string> => {
  const kept =
    /^(PATH|HOME|USER|LANG|LC_.*|TZ|TMP|TEMP|TMPDIR|SYSTEMROOT|USERPROFILE|APPDATA|LOCALAPPDATA|COMSPEC|NODE_.*|NO_COLOR|FORCE_COLOR)$/i;
  return Object.fromEntries(
    Object.entries(process.env).filter(
      (entry): entry is [string, string] => kept.test(entry[0]) && entry[1] !== undefined,
    ),
  );
};

/** The port of an address we handed out, or what the setting asks for on the first start. */
const samePort = (address: unknown, pattern: RegExp, asked: number): string =>
  (typeof address === "string" ? pattern.exec(address)?.[1] : undefined) ?? String(asked);

const URL_PORT = /:(\d+)(?=\/|;|$)/;

export const brokerSpec =
  ({ ports, dataDir }: StackSettings): ToSpec =>
  (ready) => ({
    name: "broker",
    script: packageMain("servicebus-local"),
    args: [
      "--port",
      samePort(ready?.["serviceBus"], /:(\d+)/, ports.SERVICE_BUS_PORT),
      "--data-dir",
      dataDir,
      "--entities",
      join(PROJECT_ROOT, "infra/service-bus.json"),
      "--stop-with-parent",
    ],
    env: machineEnv(),
  });

export const tablesSpec =
  ({ ports, dataDir }: StackSettings): ToSpec =>
  (ready) => ({
    name: "tables",
    script: script("tables/main.ts"),
    args: [
      "--port",
      samePort(ready?.["tables"], /TableEndpoint=http:\/\/[^:]+:(\d+)/, ports.TABLES_PORT),
      "--data-dir",
      dataDir,
      "--stop-with-parent",
    ],
    env: machineEnv(),
  });

export const inboxSpec =
  ({ ports, dataDir }: StackSettings): ToSpec =>
  (ready) => ({
    name: "inbox",
    script: script("inbox/main.ts"),
    args: [
      "--smtp-port",
      samePort(ready?.["smtp"], URL_PORT, ports.SMTP_PORT),
      "--web-port",
      samePort(ready?.["inbox"], URL_PORT, ports.INBOX_PORT),
      "--data-dir",
      dataDir,
      "--stop-with-parent",
    ],
    env: machineEnv(),
  });

export const acsSpec =
  (smtp: string): ToSpec =>
  (ready) => ({
    name: "acs",
    nodeArgs: ["--import", import.meta.resolve("./end-with-parent.ts")],
    script: script("acs/main.ts"),
    args: ["--port", samePort(ready?.["acs"], /endpoint=https?:\/\/[^:]+:(\d+)/i, 0), "--inbox-smtp", smtp],
    env: machineEnv(),
  });

/** Settings of the app on a laptop; whatever is set otherwise wins. */
const APP_DEFAULTS = {
  EMAIL_PROVIDER: "smtp",
  EMAIL_FROM: "certification@notifier.example",
  SLA_ALERT_RECIPIENTS: "sla-team@notifier.example",
  LINK_HOSTS: "learn.microsoft.com,docs.microsoft.com,partner.microsoft.com,aka.ms",
  DESK_AUTH: "local",
} as const;

/** The environment of the functions host: every setting given, and the addresses of the pieces that were started. */
export const hostEnv = ({ app, given }: StackSettings, addresses: Addresses): Record<string, string> => {
  const { AzureWebJobsStorage: _, ...settings } = app;
  return {
    ...APP_DEFAULTS,
    ...settings,
    ...(given.serviceBus === undefined ? { SERVICE_BUS: addresses.serviceBus } : {}),
    ...(given.tables === undefined ? { TABLES: addresses.tables } : {}),
    ...(given.smtp === undefined ? { SMTP_URL: addresses.smtp } : {}),
    ...(addresses.acs === undefined ? {} : { EMAIL_PROVIDER: "acs", ACS: addresses.acs }),
  };
};

export const hostSpec =
  (settings: StackSettings, addresses: Addresses, appDir: string): ToSpec =>
  (ready) => ({
    name: "host",
    script: packageMain("functions-laptop"),
    args: [
      "--port",
      samePort(ready?.["http"], URL_PORT, settings.ports.HTTP_PORT),
      "--data-dir",
      settings.dataDir,
      "--stop-with-parent",
      "--app",
      appDir,
    ],
    env: { ...localLinks(settings), ...hostEnv(settings, addresses) },
  });
