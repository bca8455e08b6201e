import type { ServiceBusClient, ServiceBusReceivedMessage } from "@azure/service-bus";
import { QUEUES } from "../../config/queues.ts";
import { type Instant, instantFromMs } from "../../core/instant.ts";
import type { QueueLook } from "../../core/ports.ts";
import { present } from "../../core/present.ts";
import { peekAll } from "./peek-all.ts";
import { translated } from "./translated.ts";

/** The oldest are looked at: they tell how long the queue has been waiting. */
const LOOKED_AT = 99;

/** Looks at the queues that we work on without taking anything. */
export const makeLookAtQueues = (client: ServiceBusClient): (() => Promise<readonly QueueLook[]>) => {
  const receivers = [QUEUES.results, QUEUES.notifications, QUEUES.deliveryReports].map((queue) => ({
    queue,
    receiver: client.createReceiver(queue, { skipParsingBodyAsJson: true }),
  }));
  return async () =>
    await translated(
      Promise.all(receivers.map(async ({ queue, receiver }) => toLook(queue, await peekAll(receiver, LOOKED_AT)))),
    );
};

/** A message that is scheduled for later waits on purpose. */
const toLook = (
  queue: string,
  { messages, more }: { readonly messages: readonly ServiceBusReceivedMessage[]; readonly more: boolean },
): QueueLook => {
  const active = messages.filter(({ state }) => state === undefined || state === "active");
  const [oldest] = active
    .flatMap(({ enqueuedTimeUtc }): Instant[] =>
      enqueuedTimeUtc === undefined ? [] : [instantFromMs(enqueuedTimeUtc.getTime())],
    )
    .sort();
  return {
    queue,
    waiting: active.length,
    more,
    mostDeliveries: Math.max(0, ...active.map(({ deliveryCount }) => deliveryCount ?? 0)),
    ...present({ oldestAt: oldest }),
  };
};
