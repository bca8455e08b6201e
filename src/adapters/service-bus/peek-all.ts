import type { PeekMessagesOptions, ServiceBusReceivedMessage, ServiceBusReceiver } from "@azure/service-bus";
import { present } from "../../core/present.ts";

const PAGE = 100;

/**
 * Number 0, once any message was seen: the client takes no plain number, and its number type comes with its messages only. Without
 * it a look goes on where the last one at that queue ended, which for a client that never saw a message is the beginning.
 */
let beginning: PeekMessagesOptions["fromSequenceNumber"];

/** Looks at a queue's messages from its oldest on, at most `limit` of them; `more` says that there are others. */
export const peekAll = async (
  receiver: ServiceBusReceiver,
  limit: number,
): Promise<{ messages: ServiceBusReceivedMessage[]; more: boolean }> => {
  const messages: ServiceBusReceivedMessage[] = [];
  let from = beginning;
  for (;;) {
    const page = await receiver.peekMessages(PAGE, present({ fromSequenceNumber: from }));
    messages.push(...page);
    const last = page.at(-1)?.sequenceNumber;
    // A page may hold less than was asked for although there is more: large messages fill it.
    if (last === undefined) return { messages, more: false };
    beginning ??= last.subtract(last);
    if (messages.length > limit) return { messages: messages.slice(0, limit), more: true };
    from = last.add(1);
  }
};
