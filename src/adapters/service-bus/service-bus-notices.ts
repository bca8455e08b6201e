import type { ServiceBusClient, ServiceBusMessage, ServiceBusSender } from "@azure/service-bus";
import { NotifierError } from "../../core/errors.ts";
import type { NoticeEvent, Notices } from "../../core/ports.ts";
import { shortInstant } from "../../core/sla/trace-text.ts";
import { NOTICES_TOPIC } from "../../queues.ts";

/** `source` of our CloudEvents. */
const SOURCE = "/certification-notifier";

/** A CloudEvent in structured mode; the type is a property too, so that a subscription can select by it. */
const toMessage = ({ id, type, subject, time, data }: NoticeEvent): ServiceBusMessage => ({
  messageId: id,
  subject,
  contentType: "application/cloudevents+json",
  applicationProperties: { type },
  body: {
    specversion: "1.0",
    id,
    source: SOURCE,
    type,
    subject,
    time: shortInstant(time),
    datacontenttype: "application/json",
    data,
  },
});

/** Topic `certification-notices` on Service Bus. */
export class ServiceBusNotices implements Notices {
  readonly #sender: ServiceBusSender;

  constructor(client: ServiceBusClient) {
    this.#sender = client.createSender(NOTICES_TOPIC);
  }

  async publish(events: readonly NoticeEvent[]): Promise<void> {
    if (events.length === 0) return;
    try {
      await this.#sendInBatches(events.map(toMessage));
    } catch (cause) {
      const code = cause instanceof Error && "code" in cause ? String(cause.code) : "no answer";
      throw new NotifierError("BUS_UNAVAILABLE", `Service Bus did not take an event: ${code}.`, { cause });
    }
  }

  /** As many in one transfer as it may hold. */
  async #sendInBatches(messages: readonly ServiceBusMessage[]): Promise<void> {
    let batch = await this.#sender.createMessageBatch();
    for (const message of messages) {
      if (batch.tryAddMessage(message)) continue;
      if (batch.count === 0) throw new RangeError("One event is larger than a transfer may be.");
      await this.#sender.sendMessages(batch);
      batch = await this.#sender.createMessageBatch();
      if (!batch.tryAddMessage(message)) throw new RangeError("One event is larger than a transfer may be.");
    }
    await this.#sender.sendMessages(batch);
  }
}
