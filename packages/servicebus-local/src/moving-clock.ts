import type { BrokerClock } from "./clock.ts";

export interface MovingClock extends BrokerClock {
  /** Lets time pass at once; what is due by then happens now. */
  advance(ms: number): void;
  close(): void;
}

/** The time of day, plus what a test has let pass. */
export const makeMovingClock = (now: () => number = Date.now): MovingClock => {
  let offset = 0;
  const alarms = new Map<() => void, { at: number; timer: NodeJS.Timeout }>();
  const later = () => now() + offset;
  const ring = (callback: () => void) => {
    clearTimeout(alarms.get(callback)?.timer);
    if (alarms.delete(callback)) callback();
  };
  const cancel = (callback: () => void) => {
    clearTimeout(alarms.get(callback)?.timer);
    alarms.delete(callback);
  };
  return {
    now: later,
    alarm(at, callback) {
      const timer = setTimeout(() => ring(callback), Math.min(Math.max(at - later(), 0), 2 ** 30));
      alarms.set(callback, { at, timer });
      return () => cancel(callback);
    },
    advance(ms) {
      offset += ms;
      for (const [callback, { at }] of [...alarms]) if (at <= later()) ring(callback);
    },
    close() {
      for (const callback of [...alarms.keys()]) cancel(callback);
    },
  };
};
