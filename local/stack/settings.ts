import { join, resolve } from "node:path";
import { EMPTY_IS_WRONG } from "../../src/config/settings-schema.ts";
import { readSettingsFile } from "./settings-file.ts";
import { WrongUse } from "./wrong-use.ts";

/** The folder that holds `package.json`. */
export const PROJECT_ROOT = resolve(import.meta.dirname, "../..");

/** Ports of the local stack, all on 127.0.0.1; `0` picks a free one. */
export const DEFAULT_PORTS = {
  HTTP_PORT: 7071,
  SERVICE_BUS_PORT: 5672,
  TABLES_PORT: 10_002,
  SMTP_PORT: 1025,
  INBOX_PORT: 1080,
} as const;

export type PortSetting = keyof typeof DEFAULT_PORTS;
export type Environment = Readonly<Record<string, string | undefined>>;

/** Settings of the local stack, read once at start. */
export interface StackSettings {
  readonly ports: Readonly<Record<PortSetting, number>>;
  /** Absolute path; each piece keeps to its own subfolder of it. */
  readonly dataDir: string;
  /** Services named by a setting: the local piece for them is not started. */
  readonly given: { readonly serviceBus?: string; readonly tables?: string; readonly smtp?: string };
  /** Every setting the functions host passes on to the app: `local.settings.json`, then the environment. */
  readonly app: Readonly<Record<string, string>>;
}

const readPorts = (settings: Environment) => {
  const problems: string[] = [];
  const ports: Record<PortSetting, number> = { ...DEFAULT_PORTS };
  for (const name of Object.keys(DEFAULT_PORTS) as PortSetting[]) {
    const text = settings[name]?.trim();
    if (!text) continue;
    if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) ports[name] = Number(text);
    else problems.push(`${name}: must be a port from 0 to 65535`);
  }
  return { ports, problems };
};

/** True when the text names the port on this machine at which the local piece itself listens. */
const isLocalPiece = (text: string, port: number): boolean =>
  (port === 10_002 && /UseDevelopmentStorage=true/i.test(text)) ||
  new RegExp(`\\b(127\\.0\\.0\\.1|localhost):${port}(?!\\d)`).test(text);

/** The settings that name a service, in the order they win, and the port of the local piece they would replace. */
const SERVICES = {
  serviceBus: { names: ["SERVICE_BUS", "SERVICE_BUS__fullyQualifiedNamespace"], port: "SERVICE_BUS_PORT" },
  tables: { names: ["TABLES", "TABLES__tableServiceUri"], port: "TABLES_PORT" },
  smtp: { names: ["SMTP_URL"], port: "SMTP_PORT" },
} as const;

const readGiven = (env: Environment, file: Environment, ports: Readonly<Record<PortSetting, number>>) => {
  const given: Partial<Record<keyof typeof SERVICES, string>> = {};
  for (const [service, { names, port }] of Object.entries(SERVICES)) {
    const fromEnv = names.map((name) => env[name]).find(Boolean);
    // The file of a `func start` beside `npm run services` names our own pieces: that must not keep them from being started.
    const fromFile = names.map((name) => file[name]).find((text) => text && !isLocalPiece(text, ports[port]));
    const value = fromEnv ?? fromFile;
    if (value) given[service as keyof typeof SERVICES] = value;
  }
  return given;
};

const defined = (settings: Environment): Record<string, string> =>
  Object.fromEntries(
    Object.entries(settings).filter(
      (entry): entry is [string, string] => Boolean(entry[1]) || (entry[1] === "" && EMPTY_IS_WRONG.has(entry[0])),
    ),
  );

/**
 * Reads the settings of the local stack from the environment and, behind it, `local.settings.json`; throws `WrongUse` naming every
 * bad one, with whatever `findOthers` finds wrong beside them.
 */
export const readStackSettings = (
  env: Environment = process.env,
  file: Environment = readSettingsFile(join(PROJECT_ROOT, "local.settings.json")),
  findOthers: (settings: StackSettings) => readonly string[] = () => [],
): StackSettings => {
  const app = { ...defined(file), ...defined(env) };
  const { ports, problems } = readPorts(app);
  const dataDir = app["DATA_DIR"] ? resolve(app["DATA_DIR"]) : join(PROJECT_ROOT, ".local");
  const settings = { ports, dataDir, given: readGiven(env, file, ports), app };
  if (problems.length > 0) throw new WrongUse([...problems, ...findOthers(settings)]);
  return settings;
};

/** The connection string of the local broker at its fixed port; it accepts any key. */
export const localServiceBus = ({ ports }: StackSettings): string => {
  const port = ports.SERVICE_BUS_PORT || DEFAULT_PORTS.SERVICE_BUS_PORT;
  return `Endpoint=sb://127.0.0.1:${port};SharedAccessKeyName=local;SharedAccessKey=local;UseDevelopmentEmulator=true`;
};

/** The connection string of the local table service at its fixed port, with the account that every Azurite has. */
export const localTables = ({ ports }: StackSettings): string => {
  const port = ports.TABLES_PORT || DEFAULT_PORTS.TABLES_PORT;
  return [
    "DefaultEndpointsProtocol=http",
    "AccountName=devstoreaccount1",
    "AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==",
    `TableEndpoint=http://127.0.0.1:${port}/devstoreaccount1;`,
  ].join(";");
};
