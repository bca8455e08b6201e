import { type Instant, msBetween, plusMs } from "../instant.ts";

/**
 * Decides whether an event's mails go out in its own invocation. Recording an event must never wait for the mail of another:
 * while the provider hangs or fails, mails go by the queue, and one in a while tries the fast way again.
 */
export interface SendGate {
  /** True when a mail may be sent at once; a place is then held until `leave`. */
  enter(now: Instant): boolean;
  /** Gives a place back. */
  leave(): void;
  /** Tells of a call to the provider. */
  sent(startedAt: Instant, endedAt: Instant, isProviderWell: boolean): void;
}

/** A call that takes longer is a sign that the provider hangs. */
const SLOW_IN_MS = 5_000;
/** While the provider is not well, one mail in this time tries it again. */
const PROBE_EVERY_IN_MS = 5_000;
/** Fewer than the events that a process works on at once (host.json): the others record while these wait for the provider. */
export const MOST_UNDER_WAY = 12;

/** The gate of one process. */
export const makeSendGate = (): SendGate => {
  let underWay = 0;
  let closedUntil: Instant | undefined;
  return {
    enter: (now) => {
      if (underWay >= MOST_UNDER_WAY || (closedUntil !== undefined && now < closedUntil)) return false;
      if (closedUntil !== undefined) closedUntil = plusMs(now, PROBE_EVERY_IN_MS);
      underWay += 1;
      return true;
    },
    leave: () => {
      underWay -= 1;
    },
    sent: (startedAt, endedAt, isProviderWell) => {
      const isWell = isProviderWell && msBetween(startedAt, endedAt) < SLOW_IN_MS;
      closedUntil = isWell ? undefined : plusMs(endedAt, PROBE_EVERY_IN_MS);
    },
  };
};
