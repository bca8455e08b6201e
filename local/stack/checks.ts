import { accessSync, constants, existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { findSettingProblems } from "./app-settings.ts";
import { findPortProblem } from "./assert-ports-free.ts";
import { describeAddress } from "./describe-address.ts";
import { findConnectProblem } from "./is-reachable.ts";
import { type PortSetting, PROJECT_ROOT, readStackSettings, type StackSettings } from "./settings.ts";

/** One thing that was looked at. A `note` is worth knowing and wrong only in some circumstances. */
export interface Check {
  readonly name: string;
  readonly state: "fine" | "note" | "wrong";
  readonly text: string;
}

const checkNode = (): Check => {
  const { engines } = JSON.parse(readFileSync(join(PROJECT_ROOT, "package.json"), "utf8")) as {
    engines: { node: string };
  };
  const wanted = Number(/\d+/.exec(engines.node)?.[0]);
  const isNew = Number(process.versions.node.split(".")[0]) >= wanted;
  return {
    name: "Node",
    state: isNew ? "fine" : "wrong",
    text: `${process.versions.node}${isNew ? "" : `, must be ${engines.node}`}`,
  };
};

const checkDataDir = ({ dataDir }: StackSettings): Check => {
  const existing = existsSync(dataDir) ? dataDir : dirname(dataDir);
  try {
    accessSync(existing, constants.W_OK);
    return { name: "DATA_DIR", state: "fine", text: dataDir };
  } catch {
    return { name: "DATA_DIR", state: "wrong", text: `${dataDir} cannot be written` };
  }
};

const checkPort = async (name: PortSetting, port: number): Promise<Check> => {
  const problem = await findPortProblem(name, port);
  if (problem) return { name, state: "note", text: problem };
  return { name, state: "fine", text: port === 0 ? "a free one is picked" : `${port} is free` };
};

const checkSettings = (settings: StackSettings): readonly Check[] => {
  const problems = findSettingProblems(settings);
  if (problems.length === 0) return [{ name: "settings", state: "fine", text: "valid" }];
  return problems.map((text) => ({ name: "settings", state: "wrong", text }));
};

const checkService = async (name: string, setting: string | undefined): Promise<Check> => {
  if (setting === undefined) return { name, state: "fine", text: "not set: npm start runs a local one" };
  const problem = await findConnectProblem(setting);
  const at = describeAddress(setting);
  return problem
    ? { name, state: "wrong", text: `${at} cannot be reached: ${problem}` }
    : { name, state: "fine", text: `${at} answers` };
};

/** Looks at everything that keeps the stack from starting or the app from working. */
export const runChecks = async (): Promise<readonly Check[]> => {
  const settings = readStackSettings(undefined, undefined, findSettingProblems);
  const { given, ports } = settings;
  return [
    checkNode(),
    checkDataDir(settings),
    ...(await Promise.all(Object.entries(ports).map(([name, port]) => checkPort(name as PortSetting, port)))),
    ...checkSettings(settings),
    ...(await Promise.all([
      checkService("SERVICE_BUS", given.serviceBus),
      checkService("TABLES", given.tables),
      checkService("SMTP_URL", given.smtp),
    ])),
  ];
};
