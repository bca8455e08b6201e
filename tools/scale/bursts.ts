import { type Burst, type Drained, drain } from "./drain.ts";

/** Ten thousand at once on what the options of `scale` are by default, and on four others. */
const BURSTS: readonly (readonly [string, Partial<Burst>])[] = [
  ["no quota", {}],
  ["30 mails a minute, 100 an hour (default of a custom domain)", { perMinute: 30, perHour: 100 }],
  ["1,000 mails a minute, 20,000 an hour", { perMinute: 1_000, perHour: 20_000 }],
  ["no quota, one instance", { instances: 1 }],
  ["no quota, a provider that takes 2 s a mail", { mailMs: 2_000 }],
];

/** What `scale` plays unless it is told otherwise. */
export const DEFAULT_BURST: Burst = { events: 10_000, instances: 100, cpuMs: 8, tableMs: 8, mailMs: 150 };

/** A time as people say it. */
export const inTime = (ms: number): string => {
  if (ms < 120_000) return `${(ms / 1000).toFixed(0)} s`;
  return ms < 7_200_000 ? `${(ms / 60_000).toFixed(0)} min` : `${(ms / 3_600_000).toFixed(0)} h`;
};

/** What was waited for, most first. */
export const inShares = ({ waits }: Drained): string =>
  waits
    .filter(({ share }) => share >= 0.005)
    .map(({ bound, share }) => `${bound} ${Math.round(share * 100)} %`)
    .join(", ");

/** The second table of docs/scale.md, as Markdown. */
export const renderBursts = (): string =>
  [
    "| 10,000 failures at once | instances | recorded after | mailed after | what they wait for |",
    "| --- | ---: | ---: | ---: | --- |",
    ...BURSTS.map(([name, change]) => {
      const drained = drain({ ...DEFAULT_BURST, ...change });
      const times = [drained.recordedInMs, drained.mailedInMs].map(inTime).join(" | ");
      return `| ${name} | ${drained.instances} | ${times} | ${inShares(drained)} |`;
    }),
  ].join("\n");
