import { ServiceBusClient, type ServiceBusReceivedMessage } from "@azure/service-bus";

/** Looks into queues without taking anything out of them. */
export interface QueuePeek {
  /** The first 100 messages that the queue holds now, locked ones too. */
  peek(queue: string): Promise<readonly ServiceBusReceivedMessage[]>;
  close(): Promise<void>;
}

/** Opens one connection for any number of looks. */
export const openQueuePeek = (serviceBus: string): QueuePeek => {
  const client = new ServiceBusClient(serviceBus);
  return {
    peek: async (queue) => {
      // A receiver remembers where its last look ended; a new one begins at the front.
      const receiver = client.createReceiver(queue);
      try {
        return await receiver.peekMessages(100);
      } finally {
        await receiver.close();
      }
    },
    close: () => client.close(),
  };
};
