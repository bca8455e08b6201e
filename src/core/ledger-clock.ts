import { type Instant, msBetween, plusMs } from "./instant.ts";
import type { Clock, EntityStore } from "./ports.ts";

/** The ledger tells its time in whole seconds, and its answers take a while: less than this is no difference between two clocks. */
const TOLERANCE_IN_MS = 3_000;

/** A clock that goes by the ledger's, and the store through which it hears of that. */
export interface LedgerClock {
  readonly clock: Clock;
  readonly store: EntityStore;
}

/**
 * The machine's clock, put right by what the ledger's answers say the time is. Waiting of mails is written down by one machine and
 * judged by another, or by the same one after its clock was set: only a clock that all share keeps it as long as it was meant.
 */
export const makeLedgerClock = (clock: Clock, store: EntityStore): LedgerClock => {
  let offsetInMs = 0;
  const hear = (at: Instant | undefined): void => {
    if (at === undefined) return;
    const difference = msBetween(clock.now(), at);
    offsetInMs = Math.abs(difference) < TOLERANCE_IN_MS ? 0 : difference;
  };
  return {
    clock: {
      now: () => (offsetInMs === 0 ? clock.now() : plusMs(clock.now(), offsetInMs)),
      sleep: async (ms) => await clock.sleep(ms),
    },
    store: {
      get: async (...args) => {
        const entity = await store.get(...args);
        hear(entity?.readAt);
        return entity;
      },
      list: async (...args) => {
        const page = await store.list(...args);
        hear(page.now);
        return page;
      },
      listAcross: async (...args) => {
        const page = await store.listAcross(...args);
        hear(page.now);
        return page;
      },
      transact: async (...args) => await store.transact(...args),
    },
  };
};
