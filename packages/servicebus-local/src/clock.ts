/** Time for the broker: tests move it by hand, so that a lock of a minute expires in no time. */
export interface BrokerClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls back at `at` or as soon as possible after; the answer takes the call back. */
  alarm(at: number, callback: () => void): () => void;
}

// Longer timers overflow and fire at once; waking once a day does no harm.
const LONGEST_TIMER_IN_MS = 86_400_000;

export const systemClock: BrokerClock = {
  now: () => Date.now(),
  alarm(at, callback) {
    const timer = setTimeout(callback, Math.min(Math.max(at - Date.now(), 0), LONGEST_TIMER_IN_MS));
    return () => clearTimeout(timer);
  },
};
