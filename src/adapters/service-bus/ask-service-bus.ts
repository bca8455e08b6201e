import type { ServiceBusClient } from "@azure/service-bus";
import { QUEUES } from "../../config/queues.ts";

/** Resolves when Service Bus answered a question that takes nothing and leaves nothing. */
export const makeAskServiceBus = (client: ServiceBusClient): (() => Promise<void>) => {
  const receiver = client.createReceiver(QUEUES.notifications);
  return async () => {
    await receiver.peekMessages(1);
  };
};
