import type { ServiceBusReceivedMessage, ServiceBusReceiver } from "@azure/service-bus";

const PAGE = 100;

/** Looks at a queue's messages from its oldest on, at most `limit` of them; `more` says that there are others. */
export const peekAll = async (
  receiver: ServiceBusReceiver,
  limit: number,
): Promise<{ messages: ServiceBusReceivedMessage[]; more: boolean }> => {
  const messages: ServiceBusReceivedMessage[] = [];
  let from: unknown = 0;
  for (;;) {
    const page = await receiver.peekMessages(PAGE, { fromSequenceNumber: from as never });
    messages.push(...page);
    const last = page.at(-1)?.sequenceNumber;
    // A page may hold less than was asked for although there is more: large messages fill it.
    if (last === undefined) return { messages, more: false };
    if (messages.length > limit) return { messages: messages.slice(0, limit), more: true };
    from = last.add(1);
  }
};
