import { AsyncLocalStorage } from "node:async_hooks";
import { hasCode } from "./errors.ts";
import { msBetween } from "./instant.ts";
import type { Clock } from "./ports.ts";

/** Waits of a handler while ledger or bus are away, in milliseconds. */
const FIRST_WAIT_IN_MS = 2_000;
const LONGEST_WAIT_IN_MS = 30_000;

/** An outage, and all that one invocation waits for together: the message's lock is renewed for five minutes. */
const AWAY_IN_MS = 4 * 60_000;
/** People have to act, and health says so; waiting only keeps the message from burning its deliveries. */
const DENIED_IN_MS = 30_000;
/** The ledger takes what others write, so a message must not hold its slot for long. */
const STUCK_IN_MS = 7_000;
/** The partition took a write of ours a moment ago, perhaps the claim of a mail that has just been sent: it is likely to come back, and worth more waiting. */
const STUCK_UNDER_WAY_IN_MS = 40_000;

/** How long this failure is worth waiting, in milliseconds; 0 for one that waiting does not change. */
const patienceFor = (error: unknown, isUnderWay: boolean): number => {
  if (hasCode(error, "LEDGER_UNAVAILABLE") || hasCode(error, "BUS_UNAVAILABLE")) return AWAY_IN_MS;
  if (hasCode(error, "LEDGER_DENIED")) return DENIED_IN_MS;
  if (hasCode(error, "LEDGER_STUCK")) return isUnderWay ? STUCK_UNDER_WAY_IN_MS : STUCK_IN_MS;
  return 0;
};

/** Waiting in place for ledger and bus, bounded for each invocation as a whole. */
export interface Patience {
  /** Runs one invocation: whatever calls it makes, one after the other or side by side, none of them begins to wait later than four minutes after it began. */
  readonly invocation: <T>(run: () => Promise<T>) => Promise<T>;
  /** Makes a call again and again while waiting may help, then throws the last error. Outside of an invocation it is one of its own. */
  readonly patiently: <T>(call: () => Promise<T>, isUnderWay?: boolean) => Promise<T>;
}

/** Makes the patience of one process. An invocation within another is part of it, so that its four minutes are those of the outer one. */
export const makePatience = (clock: Clock): Patience => {
  const running = new AsyncLocalStorage<Stopwatch>();
  const within = async <T>(run: (invocation: Stopwatch) => Promise<T>): Promise<T> => {
    const invocation = running.getStore() ?? makeStopwatch(clock);
    return await running.run(invocation, async () => await run(invocation));
  };
  return {
    invocation: async (run) => await within(run),
    patiently: async (call, isUnderWay = false) =>
      await within(async (invocation) => await callPatiently(invocation, call, isUnderWay)),
  };
};

interface Stopwatch {
  readonly elapsedInMs: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

/** Goes on by at least what was slept, also when the clock was set back meanwhile. */
const makeStopwatch = (clock: Clock): Stopwatch => {
  let readAt = clock.now();
  let elapsed = 0;
  const elapsedInMs = (): number => {
    const now = clock.now();
    elapsed += Math.max(0, msBetween(readAt, now));
    readAt = now;
    return elapsed;
  };
  return {
    elapsedInMs,
    sleep: async (ms) => {
      const before = elapsedInMs();
      await clock.sleep(ms);
      elapsed = Math.max(elapsedInMs(), before + ms);
    },
  };
};

/** Another kind of failure begins its own waiting, within what is left to the invocation. */
const callPatiently = async <T>(invocation: Stopwatch, call: () => Promise<T>, isUnderWay: boolean): Promise<T> => {
  let beganInMs = 0;
  let waitInMs = FIRST_WAIT_IN_MS;
  let patienceInMs: number | undefined;
  for (;;) {
    try {
      return await call();
    } catch (error) {
      const given = patienceFor(error, isUnderWay);
      const elapsedInMs = invocation.elapsedInMs();
      if (given !== patienceInMs) {
        patienceInMs = given;
        beganInMs = elapsedInMs;
        waitInMs = FIRST_WAIT_IN_MS;
      }
      const endsInMs = elapsedInMs + waitInMs;
      if (endsInMs - beganInMs > given || endsInMs > AWAY_IN_MS) throw error;
      await invocation.sleep(waitInMs);
      waitInMs = Math.min(waitInMs * 2, LONGEST_WAIT_IN_MS);
    }
  }
};
