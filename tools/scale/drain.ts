import { OPERATIONS } from "./operations.ts";

/** A burst of failures, and what works on it. Times in milliseconds. */
export interface Burst {
  readonly events: number;
  /** Most instances that there may be; each has one core and works on 16 messages at a time. */
  readonly instances: number;
  /** Processor time of one failure, as `npm run bench -- drain --json` measures it. */
  readonly cpuMs: number;
  /** One table request. */
  readonly tableMs: number;
  /** One call of the mail provider. */
  readonly mailMs: number;
  /** Mails a minute and an hour that the provider takes; none for no bound. */
  readonly perMinute?: number;
  readonly perHour?: number;
}

/** What holds a burst up. */
export type Bound = "processor" | "calls" | "mail a minute" | "mail an hour" | "scale-out";

/** How a burst drains. */
export interface Drained {
  readonly recordedInMs: number;
  readonly mailedInMs: number;
  readonly instances: number;
  /** What most of the waiting was for, first. */
  readonly waits: readonly { readonly bound: Bound; readonly share: number }[];
}

const CALLS = 16;
/** A further instance comes at most this often. */
const INSTANCE_EVERY_MS = 5_000;
const FIRST_INSTANCE_MS = 2_000;

interface Instance {
  readonly startsAtMs: number;
  cpuFreeAtMs: number;
  readonly callsFreeAtMs: number[];
}

/** Plays the burst event by event: a call, the processor and the tables record it; then its mail goes, in its slot of the quota. */
export const drain = (burst: Burst): Drained => {
  const wanted = Math.min(burst.instances, Math.ceil(burst.events / CALLS));
  const instances = Array.from({ length: wanted }, (_, n): Instance => {
    const startsAtMs = FIRST_INSTANCE_MS + n * INSTANCE_EVERY_MS;
    return { startsAtMs, cpuFreeAtMs: startsAtMs, callsFreeAtMs: new Array<number>(CALLS).fill(startsAtMs) };
  });
  const waited = new Map<Bound, number>();
  const wait = (bound: Bound, ms: number): void => void waited.set(bound, (waited.get(bound) ?? 0) + Math.max(0, ms));
  const minute = makeWindow(burst.perMinute, 60_000);
  const hour = makeWindow(burst.perHour, 3_600_000);
  let recordedInMs = 0;
  let mailedInMs = 0;
  let used = 0;
  let queuedInMs = 0;
  let heldInMs = 0;
  for (let n = 0; n < burst.events; n += 1) {
    const instance = earliest(instances);
    const call = instance.callsFreeAtMs.indexOf(Math.min(...instance.callsFreeAtMs));
    const freeAtMs = instance.callsFreeAtMs[call] ?? 0;
    used = Math.max(used, instances.indexOf(instance) + 1);
    const cpuAtMs = Math.max(freeAtMs, instance.cpuFreeAtMs);
    wait("scale-out", Math.min(freeAtMs, instance.startsAtMs));
    queuedInMs += cpuAtMs - instance.startsAtMs;
    instance.cpuFreeAtMs = cpuAtMs + burst.cpuMs;
    const recordedAtMs = cpuAtMs + burst.cpuMs + (OPERATIONS.failed.tableRequests - 1) * burst.tableMs;
    recordedInMs = Math.max(recordedInMs, recordedAtMs);
    const inMinuteMs = minute(recordedAtMs);
    const slotAtMs = hour(inMinuteMs);
    wait("mail a minute", inMinuteMs - recordedAtMs);
    wait("mail an hour", slotAtMs - inMinuteMs);
    // A mail without a slot goes back to the queue, and its call is free.
    const isAtOnce = slotAtMs === recordedAtMs;
    instance.callsFreeAtMs[call] = isAtOnce ? recordedAtMs + burst.mailMs + burst.tableMs : recordedAtMs;
    mailedInMs = Math.max(mailedInMs, slotAtMs + burst.mailMs);
    heldInMs += (instance.callsFreeAtMs[call] ?? 0) - cpuAtMs;
  }
  // Of the two that an instance has, the one that is used up.
  wait(heldInMs / CALLS > burst.events * burst.cpuMs ? "calls" : "processor", queuedInMs);
  const total = [...waited.values()].reduce((sum, ms) => sum + ms, 0);
  const waits = [...waited]
    .map(([bound, ms]) => ({ bound, share: total === 0 ? 0 : ms / total }))
    .sort((a, b) => b.share - a.share);
  return { recordedInMs, mailedInMs, instances: used, waits };
};

const earliest = (instances: readonly Instance[]): Instance => {
  let best: Instance | undefined;
  let bestAtMs = Number.POSITIVE_INFINITY;
  for (const instance of instances) {
    const atMs = Math.max(Math.min(...instance.callsFreeAtMs), instance.cpuFreeAtMs);
    if (atMs < bestAtMs) [best, bestAtMs] = [instance, atMs];
  }
  if (best === undefined) throw new RangeError("Expected at least one instance.");
  return best;
};

/** Slots of a sliding window: the earliest at which so many have gone by within it. */
const makeWindow = (most: number | undefined, lengthInMs: number): ((atMs: number) => number) => {
  if (most === undefined) return (atMs) => atMs;
  const taken: number[] = [];
  return (atMs) => {
    const before = taken.at(-most);
    const slotAtMs = Math.max(atMs, taken.at(-1) ?? 0, before === undefined ? 0 : before + lengthInMs);
    taken.push(slotAtMs);
    return slotAtMs;
  };
};
