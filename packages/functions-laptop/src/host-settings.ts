import { readFileSync } from "node:fs";
import { join } from "node:path";
import { HostError, messageOf } from "./host-error.ts";

export type Env = Record<string, string | undefined>;

export type HostSettings = {
  routePrefix: string;
  functionTimeoutInMs: number | undefined;
  logLevels: Record<string, string>;
  maxConcurrentCalls: number;
  maxLockRenewalInMs: number;
  autoCompleteMessages: boolean;
};

type Json = { [key: string]: unknown };

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const readJson = (file: string): Json | undefined => {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new HostError(`Cannot read ${file}: ${messageOf(cause)}`, { exitCode: 2, cause });
  }
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ""));
    if (isObject(value)) return value;
  } catch (cause) {
    throw new HostError(`${file} is not JSON: ${messageOf(cause)}`, { exitCode: 2, cause });
  }
  throw new HostError(`${file} is not a JSON object.`, { exitCode: 2 });
};

/** Fills in the `Values` of local.settings.json, as the Core Tools do; a setting that is already there wins. */
export const loadLocalSettings = (appDir: string, env: Env): void => {
  const file = join(appDir, "local.settings.json");
  const settings = readJson(file);
  if (!settings) return;
  if (settings["IsEncrypted"] === true) throw new HostError(`${file} is encrypted: decrypt it first.`, { exitCode: 2 });
  for (const [name, value] of Object.entries(isObject(settings["Values"]) ? settings["Values"] : {})) {
    if (value !== null) env[name] ??= String(value);
  }
};

const putAt = (target: Json, [first, ...rest]: string[], value: string): void => {
  if (first === undefined) return;
  const key = Object.keys(target).find((known) => known.toLowerCase() === first.toLowerCase()) ?? first;
  if (rest.length === 0) target[key] = value;
  else {
    const below = target[key];
    const next = isObject(below) ? below : {};
    target[key] = next;
    putAt(next, rest, value);
  }
};

/** `AzureFunctionsJobHost__extensions__serviceBus__maxConcurrentCalls=1` replaces that one value of host.json. */
const applyOverrides = (hostJson: Json, env: Env): Json => {
  const prefix = /^AzureFunctionsJobHost(?:__|:)/i;
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && prefix.test(name)) putAt(hostJson, name.replace(prefix, "").split(/__|:/), value);
  }
  return hostJson;
};

/** A .NET time span (`hh:mm:ss`, or with days before a dot) in milliseconds; undefined when it is none. */
export const parseTimeSpan = (text: string): number | undefined => {
  const match = /^(?:(\d+)\.)?(\d{1,2}):(\d{2}):(\d{2})(?:\.(\d{1,7}))?$/.exec(text);
  if (!match) return undefined;
  const [, days = "0", hours = "0", minutes = "0", seconds = "0", fraction = "0"] = match;
  const whole = ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds);
  return whole * 1000 + Math.round(Number(`0.${fraction}`) * 1000);
};

const at = (json: Json, ...path: string[]): unknown => {
  let value: unknown = json;
  for (const key of path) value = isObject(value) ? value[key] : undefined;
  return value;
};

const wrong = (name: string, expected: string): HostError =>
  new HostError(`host.json: ${name} must be ${expected}.`, { exitCode: 2 });

const timeSpanAt = (json: Json, path: string[], fallback: number): number => {
  const value = at(json, ...path);
  if (value === undefined) return fallback;
  const span = typeof value === "string" ? parseTimeSpan(value) : undefined;
  if (span === undefined) throw wrong(path.join("."), "a time span such as 00:05:00");
  return span;
};

const functionTimeoutOf = (json: Json): number | undefined =>
  String(json["functionTimeout"] ?? "-1") === "-1" ? undefined : timeSpanAt(json, ["functionTimeout"], 0);

const maxConcurrentCallsOf = (json: Json): number => {
  const calls = Number(at(json, "extensions", "serviceBus", "maxConcurrentCalls") ?? 16);
  if (!Number.isInteger(calls) || calls < 1)
    throw wrong("extensions.serviceBus.maxConcurrentCalls", "a positive integer");
  return calls;
};

const logLevelsOf = (json: Json): Record<string, string> => {
  const levels = at(json, "logging", "logLevel");
  if (!isObject(levels)) return {};
  return Object.fromEntries(Object.entries(levels).map(([name, level]) => [name, String(level)]));
};

/** The settings of host.json this host keeps, with the defaults of the real one. */
export const readHostSettings = (appDir: string, env: Env): HostSettings => {
  const file = readJson(join(appDir, "host.json"));
  if (!file) throw new HostError(`There is no host.json in ${appDir}.`, { exitCode: 2 });
  const json = applyOverrides(file, env);
  if (json["version"] !== "2.0") throw wrong("version", '"2.0"');
  return {
    routePrefix: String(at(json, "extensions", "http", "routePrefix") ?? "api").replace(/^\/+|\/+$/g, ""),
    functionTimeoutInMs: functionTimeoutOf(json),
    logLevels: logLevelsOf(json),
    maxConcurrentCalls: maxConcurrentCallsOf(json),
    maxLockRenewalInMs: timeSpanAt(json, ["extensions", "serviceBus", "maxAutoLockRenewalDuration"], 300_000),
    autoCompleteMessages: String(at(json, "extensions", "serviceBus", "autoCompleteMessages") ?? true) !== "false",
  };
};

/** Replaces `%NAME%` by the setting of that name, in the options the real host resolves. */
export const resolveSettings = (text: string, env: Env): string =>
  text.replace(/%([^%]+)%/g, (_, name: string) => {
    const value = env[name];
    if (value === undefined)
      throw new HostError(`The setting ${name} is not set, but "${text}" needs it.`, { exitCode: 2 });
    return value;
  });
