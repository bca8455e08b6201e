import type { QuotaLanes, QuotaWindow } from "./quota-lanes.ts";

/** Slots of one instant, in whole seconds since 1970 so that an hour of them stays small. */
export interface SlotRun {
  readonly second: number;
  readonly count: number;
}

/** Every slot taken that still limits the next one, oldest first, a list for each lane. */
export interface TakenSlots {
  readonly ordinary: readonly SlotRun[];
  readonly alerts: readonly SlotRun[];
}

/** Which lanes a mail may use: an alert takes whichever lane is free first. */
export type SlotKind = "ordinary" | "alert";

/** No slot taken yet. */
export const NO_SLOTS: TakenSlots = { ordinary: [], alerts: [] };

/**
 * Takes the next free slot of each of these mails. A slot at or before `nowInMs` may be used now. Slots are given in order and never
 * before one that was given earlier, so in each lane any span of a window's length holds at most its number of slots.
 */
export const takeSlots = (
  lanes: QuotaLanes,
  taken: TakenSlots,
  kinds: readonly SlotKind[],
  nowInMs: number,
): { readonly taken: TakenSlots; readonly slotsInMs: readonly number[] } => {
  const now = Math.floor(nowInMs / 1000);
  const lists = {
    ordinary: prune(lanes.ordinary, taken.ordinary, now),
    alerts: prune(lanes.alerts, taken.alerts, now),
  };
  const slotsInMs = kinds.map((kind) => {
    const ordinary = nextSecond(lanes.ordinary, lists.ordinary, now);
    const own = kind === "alert" && lanes.alerts !== undefined ? nextSecond(lanes.alerts, lists.alerts, now) : Infinity;
    const lane = own <= ordinary ? "alerts" : "ordinary";
    const second = Math.min(own, ordinary);
    lists[lane] = append(lists[lane], second);
    return second * 1000;
  });
  return { taken: lists, slotsInMs };
};

const nextSecond = (windows: readonly QuotaWindow[], runs: readonly SlotRun[], now: number): number =>
  windows.reduce(
    (second, { slots, inMs }) => Math.max(second, secondOfNthLast(runs, slots) + Math.ceil(inMs / 1000)),
    Math.max(now, runs.at(-1)?.second ?? now),
  );

/** When the nth slot from the end was; long ago when there are fewer. */
const secondOfNthLast = (runs: readonly SlotRun[], n: number): number => {
  let left = n;
  for (let index = runs.length - 1; index >= 0; index -= 1) {
    const run = runs[index];
    if (run === undefined) break;
    left -= run.count;
    if (left <= 0) return run.second;
  }
  return -Infinity;
};

const append = (runs: readonly SlotRun[], second: number): readonly SlotRun[] => {
  const last = runs.at(-1);
  return last?.second === second
    ? [...runs.slice(0, -1), { second, count: last.count + 1 }]
    : [...runs, { second, count: 1 }];
};

/** Clocks of machines differ: what one has outlived may still limit another that is this much behind. */
const SKEW_IN_SECONDS = 15 * 60;

/** What is older than the longest window limits nothing any more, on no machine. */
const prune = (
  windows: readonly QuotaWindow[] | undefined,
  runs: readonly SlotRun[],
  now: number,
): readonly SlotRun[] => {
  const longest = Math.max(0, ...(windows ?? []).map(({ inMs }) => Math.ceil(inMs / 1000)));
  return runs.filter(({ second }) => second > now - longest - SKEW_IN_SECONDS);
};
