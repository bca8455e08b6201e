import { connect } from "node:net";

const DEFAULT_PORTS_BY_PROTOCOL: Readonly<Record<string, number>> = {
  "sb:": 5671,
  "http:": 80,
  "https:": 443,
  "smtp:": 587,
  "smtps:": 465,
};

/** Host and port that a setting (connection string, URL or host name) leads to; undefined when it names none. */
export const toHostAndPort = (setting: string): { readonly host: string; readonly port: number } | undefined => {
  if (/^UseDevelopmentStorage=true/i.test(setting)) return { host: "127.0.0.1", port: 10_002 };
  if (/^[\w-]+(\.[\w-]+)+$/.test(setting)) return { host: setting, port: 5671 };
  const account = /AccountName=([^;]+)/i.exec(setting)?.[1];
  const derived = account ? `https://${account}.table.core.windows.net` : setting;
  const address = /(?:^|;)(?:Endpoint|TableEndpoint)=([^;]+)/i.exec(setting)?.[1] ?? derived;
  if (!URL.canParse(address)) return undefined;
  const { protocol, hostname, port } = new URL(address);
  const usual = /UseDevelopmentEmulator=true/.test(setting) ? 5672 : DEFAULT_PORTS_BY_PROTOCOL[protocol];
  return hostname === "" || (port === "" && usual === undefined)
    ? undefined
    : { host: hostname, port: Number(port) || Number(usual) };
};

/** Undefined when something accepts a connection there within three seconds, else why not. */
export const findConnectProblem = (setting: string): Promise<string | undefined> =>
  new Promise((resolve) => {
    const target = toHostAndPort(setting);
    if (!target) return resolve("names no host");
    const socket = connect({ ...target, timeout: 3_000 });
    const end = (problem?: string): void => {
      socket.destroy();
      resolve(problem);
    };
    socket.once("connect", () => end());
    socket.once("timeout", () => end("no answer in 3 s"));
    socket.once("error", (error: NodeJS.ErrnoException) => end(error.code ?? "no connection"));
  });
