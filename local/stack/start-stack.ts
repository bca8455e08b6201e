import { findSettingProblems } from "./app-settings.ts";
import { assertPortsFree } from "./assert-ports-free.ts";
import type { Log, Ready } from "./child.ts";
import { withHttpPort } from "./local-links.ts";
import { acsSpec, brokerSpec, hostSpec, inboxSpec, tablesSpec } from "./pieces.ts";
import { type PortSetting, PROJECT_ROOT, type StackSettings } from "./settings.ts";
import { type SupervisedChild, supervise } from "./supervise.ts";
import { WrongUse } from "./wrong-use.ts";

/** The one line that `--json` prints. A piece that was not started repeats its setting, or is null. */
export interface ReadyLine {
  readonly event: "ready";
  readonly http: string | null;
  readonly serviceBus: string | null;
  readonly tables: string | null;
  readonly smtp: string | null;
  readonly inbox: string | null;
  readonly functionKey: string | null;
}

export interface StackOptions {
  /** False: broker, tables and inbox alone. */
  readonly withHost: boolean;
  /** `acs`: mails go through the local stand-in for Azure Communication Services into the inbox. */
  readonly mail?: "smtp" | "acs" | undefined;
  /** Folder of the app that the host runs; this project where it is not given. */
  readonly appDir?: string;
  readonly log: Log;
  /** Work that must be done before the host starts, and can be done while the other pieces start. */
  readonly prepareHost?: () => Promise<void>;
}

/** A running local stack. */
export interface Stack {
  readonly readyLine: ReadyLine;
  /** For `POST /admin/functions/{name}`; null without a host. */
  readonly masterKey: string | null;
  /** Names of the functions that the host runs. */
  readonly functions: readonly string[];
  restartHost(): Promise<void>;
  /** Ends the host first and the tables last, so that nobody meets a closed door on the way out. */
  stop(): Promise<void>;
}

const neededPorts = ({ ports, given }: StackSettings, withHost: boolean): Record<string, number> => {
  const needed: PortSetting[] = [
    ...(withHost ? (["HTTP_PORT"] as const) : []),
    ...(given.serviceBus === undefined ? (["SERVICE_BUS_PORT"] as const) : []),
    ...(given.tables === undefined ? (["TABLES_PORT"] as const) : []),
    ...(given.smtp === undefined ? (["SMTP_PORT", "INBOX_PORT"] as const) : []),
  ];
  return Object.fromEntries(needed.map((name) => [name, ports[name]]));
};

const text = (ready: Ready | undefined, field: string): string | null => {
  const value = ready?.[field];
  return typeof value === "string" ? value : null;
};

/** Starts the pieces that no setting replaces, and the functions host if asked; when one fails, the others are ended and it throws. */
export const startStack = async (
  settings: StackSettings,
  { withHost, mail, appDir = PROJECT_ROOT, log, prepareHost }: StackOptions,
): Promise<Stack> => {
  // The app would say the same, after build and start and with a stack trace.
  const problems = withHost ? findSettingProblems(settings, mail) : [];
  if (problems.length > 0) throw new WrongUse(problems);
  await assertPortsFree(neededPorts(settings, withHost));
  const { given } = settings;
  const started: Partial<Record<"host" | "acs" | "broker" | "inbox" | "tables", SupervisedChild>> = {};

  const stop = async (): Promise<void> => {
    for (const piece of Object.values(started)) piece.release();
    for (const name of ["host", "acs", "broker", "inbox", "tables"] as const) await started[name]?.stop();
  };
  const start = async (name: keyof typeof started, toSpec: Parameters<typeof supervise>[0]): Promise<void> => {
    started[name] = await supervise(toSpec, log);
  };

  try {
    const starts = await Promise.allSettled([
      given.serviceBus === undefined ? start("broker", brokerSpec(settings)) : undefined,
      given.tables === undefined ? start("tables", tablesSpec(settings)) : undefined,
      given.smtp === undefined ? start("inbox", inboxSpec(settings)) : undefined,
      prepareHost?.(),
    ]);
    for (const result of starts) if (result.status === "rejected") throw result.reason;

    const serviceBus = given.serviceBus ?? text(started.broker?.ready, "serviceBus");
    const tables = given.tables ?? text(started.tables?.ready, "tables");
    const smtp = given.smtp ?? text(started.inbox?.ready, "smtp");
    if (mail === "acs") await start("acs", acsSpec(smtp ?? ""));
    const acs = text(started.acs?.ready, "acs");
    const addresses = { serviceBus: serviceBus ?? "", tables: tables ?? "", smtp: smtp ?? "", ...(acs ? { acs } : {}) };
    if (withHost) await start("host", hostSpec(await withHttpPort(settings), addresses, appDir));

    const host = started.host?.ready;
    return {
      readyLine: {
        event: "ready",
        http: text(host, "http"),
        serviceBus,
        tables,
        smtp,
        inbox: text(started.inbox?.ready, "inbox"),
        functionKey: text(host, "functionKey"),
      },
      masterKey: text(host, "masterKey"),
      functions: Array.isArray(host?.["functions"]) ? (host["functions"] as string[]) : [],
      restartHost: async () => started.host?.restart(),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
};
