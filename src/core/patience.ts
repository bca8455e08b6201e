import { hasCode, isRetryable } from "./errors.ts";
import { msBetween } from "./instant.ts";
import type { Clock, EntityStore, Notices, RejectedMessages, WorkQueue } from "./ports.ts";

/** Waits of a handler while ledger or bus are away (design §2, rule 4), in milliseconds. */
const FIRST_WAIT_IN_MS = 2_000;
const LONGEST_WAIT_IN_MS = 30_000;
const PATIENCE_IN_MS = 4 * 60_000;

/** Runs a call again and again while the ledger or the bus is away, for at most four minutes; then throws the last error. */
const patiently = async <T>(clock: Clock, call: () => Promise<T>): Promise<T> => {
  const startedAt = clock.now();
  for (let waitInMs = FIRST_WAIT_IN_MS; ; waitInMs = Math.min(waitInMs * 2, LONGEST_WAIT_IN_MS)) {
    try {
      return await call();
    } catch (error) {
      const away = isRetryable(error) && (hasCode(error, "LEDGER_UNAVAILABLE") || hasCode(error, "BUS_UNAVAILABLE"));
      if (!away || msBetween(startedAt, clock.now()) + waitInMs > PATIENCE_IN_MS) throw error;
      await clock.sleep(waitInMs);
    }
  }
};

/**
 * The same store, waiting in place while it is away. For queue handlers only: a throw there is redelivered at once
 * and burns a delivery, while the lock is renewed as long as the handler waits.
 */
export const patientStore = (store: EntityStore, clock: Clock): EntityStore => ({
  get: async (...args) => await patiently(clock, async () => await store.get(...args)),
  list: async (...args) => await patiently(clock, async () => await store.list(...args)),
  listAcross: async (...args) => await patiently(clock, async () => await store.listAcross(...args)),
  transact: async (...args) => await patiently(clock, async () => await store.transact(...args)),
});

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
