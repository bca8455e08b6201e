import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { instantFromMs } from "../../core/instant.ts";
import type { Clock, Random } from "../../core/ports.ts";

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => instantFromMs(Date.now()),
  sleep: async (ms) => {
    await delay(ms);
  },
};

/** The machine's chance. */
export const systemRandom: Random = {
  newId: () => randomUUID(),
  fraction: () => Math.random(),
};
