import type { CoreLevel } from "./core-types.ts";

type LogIds = { functionName?: string; invocationId?: string };
export type Log = (level: CoreLevel, category: string, message: string, ids?: LogIds) => void;

const ORDER = ["trace", "debug", "information", "warning", "error", "critical", "none"];
const SHORT: Record<CoreLevel, string> = {
  trace: "trace",
  debug: "debug",
  information: "info ",
  warning: "warn ",
  error: "error",
  critical: "crit ",
};
const COLOUR: Record<CoreLevel, string> = {
  trace: "\u001b[90m",
  debug: "\u001b[90m",
  information: "\u001b[36m",
  warning: "\u001b[33m",
  error: "\u001b[31m",
  critical: "\u001b[31m",
};

/** host.json `logging.logLevel`: the entry whose name is the longest prefix of the category decides, else `default`. */
export const makeLevelFilter = (levels: Record<string, string>): ((level: CoreLevel, category: string) => boolean) => {
  const named = Object.entries(levels).sort(([a], [b]) => b.length - a.length);
  const orderOf = (text: string | undefined) => Math.max(ORDER.indexOf((text ?? "information").toLowerCase()), 0);
  return (level, category) => {
    const found = named.find(([name]) => name !== "default" && (category === name || category.startsWith(`${name}.`)));
    return ORDER.indexOf(level) >= orderOf(found?.[1] ?? levels["default"]);
  };
};

/** One line for each entry, so that lines of several functions stay apart: time, level, function, invocation, message. */
export const formatLogLine = (at: Date, level: CoreLevel, message: string, ids: LogIds, colour: boolean): string => {
  const name = ids.functionName ?? "host";
  const id = ids.invocationId === undefined ? "" : ` ${ids.invocationId.slice(0, 8)}`;
  const text = message.trimEnd().replace(/\s*\r?\n\s*/g, " | ");
  const label = colour ? `${COLOUR[level]}${SHORT[level]}\u001b[0m` : SHORT[level];
  return `${at.toISOString()} ${label} ${name}${id} ${text}\n`;
};

type LogStream = { write(text: string): unknown; isTTY?: boolean };

export const makeLog = (stream: LogStream, levels: Record<string, string>): Log => {
  const isWanted = makeLevelFilter(levels);
  return (level, category, message, ids = {}) => {
    if (isWanted(level, category)) stream.write(formatLogLine(new Date(), level, message, ids, stream.isTTY === true));
  };
};
