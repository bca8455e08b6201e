import { hasCode } from "../errors.ts";
import { type Instant, msBetween } from "../instant.ts";
import type { Clock, EntityStore, Notices, RejectedMessages, WorkQueue } from "../ports.ts";
import { toldApart } from "../told-apart.ts";
import type { PutOff } from "./put-off.ts";

/** Waits of a handler while ledger or bus are away, in milliseconds. */
const FIRST_WAIT_IN_MS = 2_000;
const LONGEST_WAIT_IN_MS = 30_000;

/** An outage: the message's lock is renewed for five minutes. */
const AWAY_IN_MS = 4 * 60_000;
/** People have to act, and health says so; waiting only keeps the message from burning its deliveries. */
const DENIED_IN_MS = 30_000;
/** The ledger takes what others write, so a message must not hold its slot for long. */
const STUCK_IN_MS = 7_000;
/** The partition took a write of ours a moment ago, perhaps the claim of a mail that has just been sent: it is likely to come back, and worth more waiting. */
const STUCK_UNDER_WAY_IN_MS = 40_000;
const UNDER_WAY_IN_MS = 90_000;

/** How long this failure is worth waiting; 0 for one that waiting does not change. */
const patienceFor = (error: unknown, isUnderWay: boolean): number => {
  if (hasCode(error, "LEDGER_UNAVAILABLE") || hasCode(error, "BUS_UNAVAILABLE")) return AWAY_IN_MS;
  if (hasCode(error, "LEDGER_DENIED")) return DENIED_IN_MS;
  if (hasCode(error, "LEDGER_STUCK")) return isUnderWay ? STUCK_UNDER_WAY_IN_MS : STUCK_IN_MS;
  return 0;
};

/** At least as long as was slept, also when the clock was set back meanwhile. */
const makeStopwatch = (clock: Clock) => {
  const startedAt = clock.now();
  let sleptInMs = 0;
  return {
    slept: (ms: number): void => {
      sleptInMs += ms;
    },
    elapsedInMs: (): number => Math.max(sleptInMs, msBetween(startedAt, clock.now())),
  };
};

/** Runs a call again and again while waiting may help, then throws the last error. Another kind of failure begins its own waiting, within that of an outage. */
const patiently = async <T>(clock: Clock, call: () => Promise<T>, isUnderWay = false): Promise<T> => {
  const whole = makeStopwatch(clock);
  let own = whole;
  let waitInMs = FIRST_WAIT_IN_MS;
  let patienceInMs: number | undefined;
  for (;;) {
    try {
      return await call();
    } catch (error) {
      const given = patienceFor(error, isUnderWay);
      if (given !== patienceInMs) {
        patienceInMs = given;
        own = makeStopwatch(clock);
        waitInMs = FIRST_WAIT_IN_MS;
      }
      if (own.elapsedInMs() + waitInMs > given || whole.elapsedInMs() + waitInMs > AWAY_IN_MS) throw error;
      await clock.sleep(waitInMs);
      own.slept(waitInMs);
      if (own !== whole) whole.slept(waitInMs);
      waitInMs = Math.min(waitInMs * 2, LONGEST_WAIT_IN_MS);
    }
  }
};

/**
 * The same store, waiting in place while it is away. For queue handlers only: a throw there is redelivered at once
 * and burns a delivery, while the lock is renewed as long as the handler waits. What only this request meets is waited for
 * a moment, then `LEDGER_STUCK`.
 */
export const patientStore = (store: EntityStore, clock: Clock): EntityStore => {
  const judged = toldApart(store);
  const underWay = makeRecent(clock);
  return {
    get: async (...args) =>
      await patiently(clock, async () => await judged.get(...args), underWay.has(args[0], args[1])),
    list: async (...args) =>
      await patiently(clock, async () => await judged.list(...args), underWay.has(args[0], args[1])),
    listAcross: async (...args) => await patiently(clock, async () => await judged.listAcross(...args)),
    transact: async (...args) => {
      const isUnderWay = underWay.has(args[0], args[1]);
      const result = await patiently(clock, async () => await judged.transact(...args), isUnderWay);
      underWay.add(args[0], args[1]);
      return result;
    },
  };
};

const MOST_RECENT = 1_000;

/** The partitions that took a write of ours a moment ago, a bounded number of them. */
const makeRecent = (clock: Clock) => {
  const writtenAt = new Map<string, Instant>();
  return {
    has: (table: string, partition: string): boolean => {
      const at = writtenAt.get(`${table}/${partition}`);
      return at !== undefined && Math.abs(msBetween(at, clock.now())) < UNDER_WAY_IN_MS;
    },
    add: (table: string, partition: string): void => {
      const key = `${table}/${partition}`;
      writtenAt.delete(key);
      writtenAt.set(key, clock.now());
      const [oldest] = writtenAt.keys();
      if (writtenAt.size > MOST_RECENT && oldest !== undefined) writtenAt.delete(oldest);
    },
  };
};

/** The same queue, waiting in place while the bus is away. A hint sent twice does no harm. */
export const patientQueue = (queue: WorkQueue, clock: Clock): WorkQueue => ({
  send: async (hints) => await patiently(clock, async () => await queue.send(hints)),
  schedule: async (hint, at) => await patiently(clock, async () => await queue.schedule(hint, at)),
});

/** The same topic, waiting in place while the bus is away. An event published twice has the same id twice. */
export const patientNotices = (notices: Notices, clock: Clock): Notices => ({
  publish: async (events) => await patiently(clock, async () => await notices.publish(events)),
});

/** The same put-aside queue, waiting in place while the bus is away. */
export const patientRejectedMessages = (rejected: RejectedMessages, clock: Clock): RejectedMessages => ({
  put: async (message) => await patiently(clock, async () => await rejected.put(message)),
});

/** The same putting off, waiting in place while the bus is away. A copy that was sent twice is an event that comes twice. */
export const patientPutOff =
  (putOff: PutOff, clock: Clock): PutOff =>
  async (message) =>
    await patiently(clock, async () => await putOff(message));
