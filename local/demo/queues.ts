import { type PeekMessagesOptions, ServiceBusClient, type ServiceBusReceivedMessage } from "@azure/service-bus";

/** Looks into queues without taking anything out of them. */
export interface QueuePeek {
  /** The first 100 messages that the queue holds now, locked ones too. */
  peek(queue: string): Promise<readonly ServiceBusReceivedMessage[]>;
  close(): Promise<void>;
}

/** Opens one connection for any number of looks. */
export const openQueuePeek = (serviceBus: string): QueuePeek => {
  const client = new ServiceBusClient(serviceBus);
  let front: PeekMessagesOptions["fromSequenceNumber"];
  return {
    peek: async (queue) => {
      const receiver = client.createReceiver(queue);
      try {
        // The client remembers for each queue where its last look ended, new receiver or not, unless it is told where to begin.
        const messages = await receiver.peekMessages(100, front === undefined ? {} : { fromSequenceNumber: front });
        const seen = messages[0]?.sequenceNumber;
        if (seen !== undefined) front ??= seen.subtract(seen);
        return messages;
      } finally {
        await receiver.close();
      }
    },
    close: () => client.close(),
  };
};
