import { type Instant, msBetween } from "../instant.ts";
import type { Addresses } from "../ledger/addresses.ts";
import type { Patience } from "../patience.ts";
import type { Clock, EntityStore, Notices, RejectedMessages, WorkQueue } from "../ports.ts";

/** The same function, waiting in place while ledger or bus are away. What several invocations share must wait here, around it, and not within: each has its own time. */
export const patient =
  <A extends unknown[], R>({ patiently }: Patience, call: (...args: A) => Promise<R>): ((...args: A) => Promise<R>) =>
  async (...args) =>
    await patiently(async () => await call(...args));

/**
 * The same store, waiting in place while it is away. For queue handlers only: a throw there is redelivered at once
 * and burns a delivery, while the lock is renewed as long as the handler waits. What only this request meets, as `LEDGER_STUCK` tells, is
 * waited for a moment.
 */
export const patientStore = (store: EntityStore, { patiently }: Patience, clock: Clock): EntityStore => {
  const underWay = makeRecent(clock);
  return {
    get: async (...args) => await patiently(async () => await store.get(...args), underWay.has(args[0], args[1])),
    list: async (...args) => await patiently(async () => await store.list(...args), underWay.has(args[0], args[1])),
    listAcross: async (...args) => await patiently(async () => await store.listAcross(...args)),
    transact: async (...args) => {
      const isUnderWay = underWay.has(args[0], args[1]);
      const result = await patiently(async () => await store.transact(...args), isUnderWay);
      underWay.add(args[0], args[1]);
      return result;
    },
  };
};

const UNDER_WAY_IN_MS = 90_000;
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

/** The same marks, waiting in place while the ledger is away; their list is read once for all invocations of a process. */
export const patientAddresses = (addresses: Addresses, patience: Patience): Addresses => ({
  ...addresses,
  markBounced: patient(patience, addresses.markBounced),
  rememberBounce: patient(patience, addresses.rememberBounce),
  isBounced: patient(patience, addresses.isBounced),
});

/** The same queue, waiting in place while the bus is away. A hint sent twice does no harm. */
export const patientQueue = (queue: WorkQueue, { patiently }: Patience): WorkQueue => ({
  send: async (hints) => await patiently(async () => await queue.send(hints)),
  schedule: async (hint, at) => await patiently(async () => await queue.schedule(hint, at)),
});

/** The same topic, waiting in place while the bus is away. An event published twice has the same id twice. */
export const patientNotices = (notices: Notices, { patiently }: Patience): Notices => ({
  publish: async (events) => await patiently(async () => await notices.publish(events)),
});

/** The same put-aside queue, waiting in place while the bus is away. */
export const patientRejectedMessages = (rejected: RejectedMessages, { patiently }: Patience): RejectedMessages => ({
  put: async (message) => await patiently(async () => await rejected.put(message)),
});
