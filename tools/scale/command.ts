import { readFileSync } from "node:fs";
import { type Command, InvalidArgumentError } from "commander";
import { DEFAULT_BURST, inShares, inTime } from "./bursts.ts";
import { type Burst, type Drained, drain } from "./drain.ts";
import { renderMonths } from "./month.ts";

const positive = (text: string): number => {
  const value = Number(text);
  if (!/^\d{1,9}(\.\d+)?$/.test(text) || value <= 0) throw new InvalidArgumentError("Expected a number above 0.");
  return value;
};

interface Options {
  readonly events: number;
  readonly instances: number;
  readonly cpuMs: number;
  readonly tableMs: number;
  readonly mailMs: number;
  readonly perMinute?: number;
  readonly perHour?: number;
  readonly bench?: string;
  readonly json?: boolean;
}

/** Adds `scale`: what a month costs, and how a burst drains. */
export const addScaleCommand = (program: Command): void => {
  program
    .command("scale")
    .description(
      "says what a month costs by counted operations, and how a burst of failures drains: which limit is met first",
    )
    .option("--events <count>", "failures that come at once", positive, DEFAULT_BURST.events)
    .option("--instances <count>", "most instances", positive, DEFAULT_BURST.instances)
    .option("--cpu-ms <ms>", "processor time of one failure", positive, DEFAULT_BURST.cpuMs)
    .option("--table-ms <ms>", "one table request", positive, DEFAULT_BURST.tableMs)
    .option("--mail-ms <ms>", "one call of the mail provider", positive, DEFAULT_BURST.mailMs)
    .option("--per-minute <count>", "mails a minute that the provider takes", positive)
    .option("--per-hour <count>", "mails an hour", positive)
    .option("--bench <file>", "take the processor time from a line of `npm run bench -- drain --json`")
    .option("--json", "one line of JSON")
    .exitOverride()
    .action((options: Options) => {
      const cpuMs = options.bench === undefined ? options.cpuMs : readCpuMs(options.bench);
      const burst: Burst = { ...options, cpuMs };
      const drained = drain(burst);
      console.log(
        options.json ? JSON.stringify({ burst, drained }) : `${renderMonths()}\n\n${inWords(burst, drained)}`,
      );
    });
};

const readCpuMs = (file: string): number => {
  const { hostCpuMsPerFailure } = JSON.parse(readFileSync(file, "utf8")) as { hostCpuMsPerFailure?: unknown };
  if (typeof hostCpuMsPerFailure !== "number") throw new Error(`${file} has no number hostCpuMsPerFailure.`);
  return hostCpuMsPerFailure;
};

const inWords = ({ events }: Burst, drained: Drained): string => {
  const { recordedInMs, mailedInMs, instances } = drained;
  return [
    `${events} failures at once: recorded after ${inTime(recordedInMs)} by ${instances} instances, mailed after ${inTime(mailedInMs)}.`,
    `They wait for: ${inShares(drained)}.`,
  ].join("\n");
};
