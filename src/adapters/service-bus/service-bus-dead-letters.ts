import type {
  ServiceBusClient,
  ServiceBusReceivedMessage,
  ServiceBusReceiver,
  ServiceBusSender,
} from "@azure/service-bus";
import { QUEUES } from "../../config/queues.ts";
import type { DeadLetter, DeadLetters, DeadLetterVerdict } from "../../core/ports.ts";
import { present } from "../../core/present.ts";
import { bodyBytes, bodySection, ownProperties, toCopy } from "./aside-properties.ts";
import { peekAll } from "./peek-all.ts";
import { translated } from "./translated.ts";

type Judge = (letter: DeadLetter) => DeadLetterVerdict;

interface Line {
  readonly letters: ServiceBusReceiver;
  readonly sender: ServiceBusSender;
}

/** Nobody works on the put-aside queue, so nothing there runs out of deliveries. */
const WORKED_ON = [QUEUES.results, QUEUES.notifications, QUEUES.deliveryReports];
/** As many as can be put back before their locks end. */
const MAX_LETTERS = 500;
const BATCH = 100;
const WAIT_IN_MS = 1_000;

/** The dead-letter queues of the queues that we work on. */
export class ServiceBusDeadLetters implements DeadLetters {
  readonly #client: ServiceBusClient;
  #lines: readonly Line[] | undefined;

  constructor(client: ServiceBusClient) {
    this.#client = client;
  }

  async sift(judge: Judge): Promise<number> {
    this.#lines ??= WORKED_ON.map((queue) => ({
      letters: this.#client.createReceiver(queue, { subQueueType: "deadLetter", skipParsingBodyAsJson: true }),
      sender: this.#client.createSender(queue),
    }));
    let returned = 0;
    for (const line of this.#lines) returned += await translated(siftLine(line, judge));
    return returned;
  }
}

/** Looking takes nothing and counts no delivery; only when one is to be put back are those before it taken too. */
const siftLine = async ({ letters, sender }: Line, judge: Judge): Promise<number> => {
  const { messages } = await peekAll(letters, MAX_LETTERS);
  let left = messages.findLastIndex((message) => judge(toDeadLetter(message)).kind === "return") + 1;
  const kept: ServiceBusReceivedMessage[] = [];
  let returned = 0;
  try {
    while (left > 0) {
      const batch = await letters.receiveMessages(Math.min(left, BATCH), { maxWaitTimeInMs: WAIT_IN_MS });
      if (batch.length === 0) break; // another host is at it
      left -= batch.length;
      for (const message of batch) {
        const verdict = judge(toDeadLetter(message));
        if (verdict.kind === "leave") {
          kept.push(message);
          continue;
        }
        await sender.sendMessages(toCopy(verdict.message));
        await letters.completeMessage(message);
        returned += 1;
      }
    }
  } finally {
    await Promise.allSettled(kept.map(async (message) => await letters.abandonMessage(message)));
  }
  return returned;
};

const toDeadLetter = (message: ServiceBusReceivedMessage): DeadLetter => ({
  reason: message.deadLetterReason ?? "",
  isData: bodySection(message) === "data",
  ...present({ contentType: message.contentType }),
  body: bodyBytes(message.body),
  properties: ownProperties(message),
});
