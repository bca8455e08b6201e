import type { Clock } from "../ports.ts";

/**
 * Bounds how many mails are between the provider and their rows at one time, where the provider cannot be asked what it took:
 * these are the ones that come twice when the process dies.
 */
export interface SendPlaces {
  /** Gives a place, or goes on without one after a second: a slow server must not make claims grow old. Call what it gives when the row is written. */
  take(): Promise<() => void>;
}

/** Enough to keep a process busy, for the answer of a server nearby comes within the time that a row takes to be written. */
const PLACES = 4;
const PATIENCE_IN_MS = 1_000;

/** The places of one process. */
export const makeSendPlaces = (clock: Clock): SendPlaces => {
  let free = PLACES;
  const waiting = new Set<(hasPlace: boolean) => void>();
  const leave = (): void => {
    const [next] = waiting;
    if (next === undefined) free += 1;
    else next(true);
  };
  return {
    take: async () => {
      if (free > 0) {
        free -= 1;
        return leave;
      }
      const { promise, resolve } = Promise.withResolvers<boolean>();
      const settle = (hasPlace: boolean): void => {
        if (waiting.delete(settle)) resolve(hasPlace);
      };
      waiting.add(settle);
      void clock.sleep(PATIENCE_IN_MS).then(() => settle(false));
      return (await promise) ? leave : () => {};
    },
  };
};

/** A place for everybody: held back or asked about, a mail does not come twice. */
export const ENDLESS_PLACES: SendPlaces = { take: async () => () => {} };
