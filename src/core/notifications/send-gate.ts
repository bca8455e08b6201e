import { type Instant, msBetween, plusMs } from "../instant.ts";
import type { Clock } from "../ports.ts";
import type { Notification } from "./notification.ts";

/**
 * Decides whether an event's mails go out in its own invocation. Recording an event must not wait for the mail of another:
 * while the provider hangs or fails, mails go by the queue, and one in a while tries the fast way again.
 */
export interface SendGate {
  /** Gives a place for a mail that may be sent at once, to be left by calling it; undefined for one that has to go by the queue. Resolves within `PATIENCE_IN_MS`. */
  enter(): Promise<Leave | undefined>;
  /** Tells of a call to the provider. */
  sent(startedAt: Instant, endedAt: Instant, isProviderWell: boolean): void;
}

/** Gives a place back. */
export type Leave = () => void;

/** What takes longer is a sign that the provider hangs. */
const SLOW_IN_MS = 5_000;
/** While the provider is not well, one mail in this time tries it again. */
const PROBE_EVERY_IN_MS = 5_000;
/** Fewer than the events that a process works on at once (host.json): one is left to record while all others wait for the provider. */
export const MOST_UNDER_WAY = 15;
/** In a burst a place comes free every few milliseconds, and a mail by the queue costs as much again as its event. */
export const PATIENCE_IN_MS = 250;

/** The gate of one process. */
export const makeSendGate = (clock: Clock): SendGate => {
  const underWay = new Set<{ readonly at: Instant }>();
  const waiting = new Set<(place: Leave | undefined) => void>();
  let closedUntil: Instant | undefined;
  const isClosed = (now: Instant): boolean => {
    const isHanging = [...underWay].some(({ at }) => msBetween(at, now) >= SLOW_IN_MS);
    if (closedUntil === undefined && isHanging) closedUntil = plusMs(now, PROBE_EVERY_IN_MS);
    return closedUntil !== undefined && now < closedUntil;
  };
  const take = (): Leave | undefined => {
    const now = clock.now();
    if (underWay.size >= MOST_UNDER_WAY || isClosed(now)) return undefined;
    if (closedUntil !== undefined) closedUntil = plusMs(now, PROBE_EVERY_IN_MS);
    const one = { at: now };
    underWay.add(one);
    return () => {
      const [next] = waiting;
      if (underWay.delete(one)) next?.(take());
    };
  };
  return {
    enter: async () => {
      const place = take();
      if (place !== undefined || isClosed(clock.now())) return place;
      const { promise, resolve } = Promise.withResolvers<Leave | undefined>();
      const settle = (given: Leave | undefined): void => {
        if (waiting.delete(settle)) resolve(given);
      };
      waiting.add(settle);
      void clock.sleep(PATIENCE_IN_MS).then(() => settle(undefined));
      return await promise;
    },
    sent: (startedAt, endedAt, isProviderWell) => {
      const isWell = isProviderWell && msBetween(startedAt, endedAt) < SLOW_IN_MS;
      closedUntil = isWell ? undefined : plusMs(endedAt, PROBE_EVERY_IN_MS);
    },
  };
};

/** So many mails of one event go out in its own invocation, side by side; more would keep its message too long. */
const MOST_AT_ONCE = 4;

/** The new notifications that may go out with their event; the others wait in the queue. `leave` gives back the places of all. */
export const takePlaces = async (
  gate: Pick<SendGate, "enter">,
  insert: readonly Notification[],
): Promise<{ readonly atOnce: readonly Notification[]; readonly leave: Leave }> => {
  const atOnce: Notification[] = [];
  const places: Leave[] = [];
  for (const notification of insert.filter(({ address }) => address !== undefined).slice(0, MOST_AT_ONCE)) {
    const place = await gate.enter();
    if (place === undefined) break;
    atOnce.push(notification);
    places.push(place);
  }
  return {
    atOnce,
    leave: () => {
      for (const place of places) place();
    },
  };
};
