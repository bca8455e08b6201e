import { type Instant, msBetween, plusMs } from "../instant.ts";
import type { Notification } from "./notification.ts";

/**
 * Decides whether an event's mails go out in its own invocation. Recording an event must never wait for the mail of another:
 * while the provider hangs or fails, mails go by the queue, and one in a while tries the fast way again.
 */
export interface SendGate {
  /** True when a mail may be sent at once; a place is then held until `leave`. */
  enter(now: Instant): boolean;
  /** Gives back the place that was taken at this instant. */
  leave(enteredAt: Instant): void;
  /** Tells of a call to the provider. */
  sent(startedAt: Instant, endedAt: Instant, isProviderWell: boolean): void;
}

/** What takes longer is a sign that the provider hangs. */
const SLOW_IN_MS = 5_000;
/** While the provider is not well, one mail in this time tries it again. */
const PROBE_EVERY_IN_MS = 5_000;
/** Fewer than the events that a process works on at once (host.json): one is left to record while all others wait for the provider. */
export const MOST_UNDER_WAY = 15;

/** The gate of one process. */
export const makeSendGate = (): SendGate => {
  const enteredAt: Instant[] = [];
  let closedUntil: Instant | undefined;
  const isHanging = (now: Instant): boolean => enteredAt.some((at) => msBetween(at, now) >= SLOW_IN_MS);
  return {
    enter: (now) => {
      if (closedUntil === undefined && isHanging(now)) closedUntil = plusMs(now, PROBE_EVERY_IN_MS);
      if (enteredAt.length >= MOST_UNDER_WAY || (closedUntil !== undefined && now < closedUntil)) return false;
      if (closedUntil !== undefined) closedUntil = plusMs(now, PROBE_EVERY_IN_MS);
      enteredAt.push(now);
      return true;
    },
    leave: (at) => {
      const index = enteredAt.indexOf(at);
      if (index >= 0) enteredAt.splice(index, 1);
    },
    sent: (startedAt, endedAt, isProviderWell) => {
      const isWell = isProviderWell && msBetween(startedAt, endedAt) < SLOW_IN_MS;
      closedUntil = isWell ? undefined : plusMs(endedAt, PROBE_EVERY_IN_MS);
    },
  };
};

/** So many mails of one event go out in its own invocation, side by side; more would keep its message too long. */
const MOST_AT_ONCE = 4;

/** The new notifications that may go out with their event, each of which takes a place; the others wait in the queue. */
export const takePlaces = (
  gate: Pick<SendGate, "enter">,
  insert: readonly Notification[],
  now: Instant,
): readonly Notification[] => {
  const atOnce: Notification[] = [];
  for (const notification of insert) {
    const isSendable = notification.address !== undefined && atOnce.length < MOST_AT_ONCE;
    if (isSendable && gate.enter(now)) atOnce.push(notification);
  }
  return atOnce;
};
