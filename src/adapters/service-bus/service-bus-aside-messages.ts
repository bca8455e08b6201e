import type {
  ServiceBusClient,
  ServiceBusReceivedMessage,
  ServiceBusReceiver,
  ServiceBusSender,
} from "@azure/service-bus";
import { QUEUES } from "../../config/queues.ts";
import { type Instant, instantFromMs, toEpochMs } from "../../core/instant.ts";
import type { AsideMessage, AsideMessages, ReplayedMessage } from "../../core/ports.ts";
import { present } from "../../core/present.ts";
import {
  bodyBytes,
  bodySection,
  ORIGINAL_MESSAGE_ID,
  ownProperties,
  PROBLEMS,
  REJECTED_FROM,
  toCopy,
} from "./aside-properties.ts";
import { peekAll } from "./peek-all.ts";
import { translated } from "./translated.ts";

interface Place {
  readonly queue: string;
  readonly deadLetter: boolean;
  readonly receiver: ServiceBusReceiver;
}

const MAX_MESSAGES_A_PLACE = 1_000;
const OUR_QUEUES: ReadonlySet<string> = new Set(Object.values(QUEUES));

/** What lies in the put-aside queue and in all dead-letter queues. It is only ever peeked at. */
export class ServiceBusAsideMessages implements AsideMessages {
  readonly #client: ServiceBusClient;
  readonly #senders = new Map<string, ServiceBusSender>();
  #places: readonly Place[] | undefined;

  constructor(client: ServiceBusClient) {
    this.#client = client;
  }

  async peek(): Promise<{ messages: AsideMessage[]; more: boolean }> {
    this.#places ??= openPlaces(this.#client);
    const found = await translated(
      Promise.all(
        this.#places.map(async (place) => {
          const { messages, more } = await peekAll(place.receiver, MAX_MESSAGES_A_PLACE);
          return { messages: messages.map((message) => toAsideMessage(message, place)), more };
        }),
      ),
    );
    return { messages: found.flatMap(({ messages }) => messages), more: found.some(({ more }) => more) };
  }

  async send(queue: string, message: ReplayedMessage, at?: Instant): Promise<void> {
    const sender = this.#senders.get(queue) ?? this.#client.createSender(queue);
    this.#senders.set(queue, sender);
    const copy = toCopy(message);
    if (at === undefined) await translated(sender.sendMessages(copy));
    else await translated(sender.scheduleMessages(copy, new Date(toEpochMs(at))));
  }
}

/** The body stays the bytes that were sent. */
const openPlaces = (client: ServiceBusClient): Place[] => [
  {
    queue: QUEUES.rejected,
    deadLetter: false,
    receiver: client.createReceiver(QUEUES.rejected, { skipParsingBodyAsJson: true }),
  },
  ...Object.values(QUEUES).map((queue) => ({
    queue,
    deadLetter: true,
    receiver: client.createReceiver(queue, { subQueueType: "deadLetter", skipParsingBodyAsJson: true }),
  })),
];

const toAsideMessage = (message: ServiceBusReceivedMessage, { queue, deadLetter }: Place): AsideMessage => {
  const { applicationProperties = {}, contentType, sequenceNumber, enqueuedTimeUtc } = message;
  const originalId = applicationProperties[ORIGINAL_MESSAGE_ID] ?? message.messageId;
  return {
    queue,
    deadLetter,
    origin: queue === QUEUES.rejected ? originOf(applicationProperties[REJECTED_FROM]) : queue,
    sequenceNumber: String(sequenceNumber ?? 0),
    enqueuedAt: instantFromMs(enqueuedTimeUtc?.getTime() ?? 0),
    ...present({ messageId: originalId === undefined ? undefined : String(originalId), contentType }),
    body: bodyBytes(message.body),
    properties: ownProperties(message),
    problems: problemsOf(message),
  };
};

/** Text from outside names a queue of ours, or counts for nothing. */
const originOf = (name: unknown): string =>
  typeof name === "string" && OUR_QUEUES.has(name) && name !== QUEUES.rejected ? name : QUEUES.results;

const problemsOf = (message: ServiceBusReceivedMessage): string[] => {
  const { applicationProperties = {}, deadLetterReason } = message;
  const problems = applicationProperties[PROBLEMS];
  const section = bodySection(message);
  return [
    ...(typeof problems === "string" && problems !== "" ? problems.split("\n") : []),
    ...(section === "data"
      ? []
      : [`The body is an AMQP ${section}; only data (bytes) can be read. A replay sends it as data.`]),
    ...(deadLetterReason === undefined ? [] : [`Dead-lettered: ${deadLetterReason}`]),
  ];
};
