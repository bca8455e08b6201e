import { msBetween } from "../instant.ts";
import type { Clock, QueueLook } from "../ports.ts";
import type { HealthCheck } from "./check-health.ts";

/** A burst is worked off in less. */
const AMBER_AFTER_IN_MS = 60_000;
const RED_AFTER_IN_MS = 5 * 60_000;
/** Handlers wait in place, so a message that comes again and again has met something that they do not know. */
const MOST_DELIVERIES = 5;

/** Red while a message has waited too long to be worked on, or comes again and again. */
export const makeQueueHealthCheck = (lookAtQueues: () => Promise<readonly QueueLook[]>, clock: Clock): HealthCheck => ({
  name: "backlog",
  run: async () => {
    const looks = await lookAtQueues();
    const again = looks.find(({ mostDeliveries }) => mostDeliveries > MOST_DELIVERIES);
    if (again !== undefined) {
      return { status: "red", message: `A message of ${again.queue} was delivered ${again.mostDeliveries} times.` };
    }
    const [oldest] = looks
      .flatMap(({ queue, oldestAt }) => (oldestAt === undefined ? [] : [{ queue, oldestAt }]))
      .sort((one, other) => (one.oldestAt < other.oldestAt ? -1 : 1));
    const ageInMs = oldest === undefined ? 0 : msBetween(oldest.oldestAt, clock.now());
    if (oldest === undefined || ageInMs <= AMBER_AFTER_IN_MS) {
      return { status: "green", message: "No message waits longer than a minute." };
    }
    const minutes = Math.floor(ageInMs / 60_000);
    return {
      status: ageInMs > RED_AFTER_IN_MS ? "red" : "amber",
      message: `The oldest message of ${oldest.queue} has waited ${minutes} minutes.`,
    };
  },
});
