import type { BrokerClock } from "../../src/clock.ts";

export interface FakeClock extends BrokerClock {
  /** Lets time pass, alarm by alarm. */
  advance(ms: number): void;
}

/** A clock that stands still until it is moved. */
export const makeFakeClock = (start = Date.parse("2026-11-20T16:20:00Z")): FakeClock => {
  let now = start;
  const alarms: { at: number; callback: () => void }[] = [];
  return {
    now: () => now,
    alarm(at, callback) {
      const alarm = { at, callback };
      alarms.push(alarm);
      return () => {
        const index = alarms.indexOf(alarm);
        if (index >= 0) alarms.splice(index, 1);
      };
    },
    advance(ms) {
      const until = now + ms;
      for (;;) {
        const [next] = alarms.toSorted((a, b) => a.at - b.at);
        if (!next || next.at > until) break;
        alarms.splice(alarms.indexOf(next), 1);
        now = Math.max(now, next.at);
        next.callback();
      }
      now = until;
    },
  };
};
