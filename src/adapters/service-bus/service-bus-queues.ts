import type { ServiceBusClient, ServiceBusMessage, ServiceBusSender } from "@azure/service-bus";
import { QUEUES } from "../../config/queues.ts";
import { toEpochMs } from "../../core/instant.ts";
import type { NotificationHint, Random, RejectedMessage, RejectedMessages, WorkQueue } from "../../core/ports.ts";
import { present } from "../../core/present.ts";
import { ORIGINAL_MESSAGE_ID, PROBLEMS, plainProperties, REJECTED_FROM } from "./aside-properties.ts";
import { translated } from "./translated.ts";

const toMessage = ({ traceparent, ...hint }: NotificationHint, random: Random): ServiceBusMessage => ({
  // A letter first: the Functions host would read an id of digits as a number. New each time: no entity of ours detects duplicates.
  messageId: `hint-${random.newId()}`,
  contentType: "application/json",
  body: hint,
  ...present({ applicationProperties: traceparent === undefined ? undefined : { "Diagnostic-Id": traceparent } }),
});

/** Queue `notifications` on Service Bus. */
export class ServiceBusWorkQueue implements WorkQueue {
  readonly #sender: ServiceBusSender;
  readonly #random: Random;

  constructor(client: ServiceBusClient, random: Random) {
    this.#sender = client.createSender(QUEUES.notifications);
    this.#random = random;
  }

  async send(hints: readonly NotificationHint[]): Promise<void> {
    if (hints.length === 0) return;
    await translated(this.#sender.sendMessages(hints.map((hint) => toMessage(hint, this.#random))));
  }

  async schedule(hint: NotificationHint, at: Parameters<WorkQueue["schedule"]>[1]): Promise<void> {
    await translated(this.#sender.scheduleMessages(toMessage(hint, this.#random), new Date(toEpochMs(at))));
  }
}

/** A put-aside message's problems travel as a property of at most this size. */
const PROBLEMS_IN_BYTES = 4096;

/** Queue `certification-results-rejected` on Service Bus. */
export class ServiceBusRejectedMessages implements RejectedMessages {
  readonly #sender: ServiceBusSender;
  readonly #random: Random;

  constructor(client: ServiceBusClient, random: Random) {
    this.#sender = client.createSender(QUEUES.rejected);
    this.#random = random;
  }

  async put({ body, contentType, properties, messageId, queue, problems }: RejectedMessage): Promise<void> {
    await translated(
      this.#sender.sendMessages({
        messageId: `rejected-${this.#random.newId()}`,
        body: Buffer.from(body),
        ...present({ contentType }),
        applicationProperties: {
          ...plainProperties(properties),
          ...(messageId === undefined ? {} : { [ORIGINAL_MESSAGE_ID]: messageId }),
          [REJECTED_FROM]: queue ?? QUEUES.results,
          [PROBLEMS]: toProblemsText(problems),
        },
      }),
    );
  }
}

/** Every problem on its line, cut to what a property may hold without breaking a character. */
const toProblemsText = (problems: readonly string[]): string => {
  const bytes = Buffer.from(problems.join("\n"), "utf8");
  return bytes.length <= PROBLEMS_IN_BYTES
    ? bytes.toString("utf8")
    : `${bytes
        .subarray(0, PROBLEMS_IN_BYTES - 4)
        .toString("utf8")
        .replace(/\uFFFD$/, "")}…`;
};
