import type { ServiceBusClient, ServiceBusMessage, ServiceBusSender } from "@azure/service-bus";
import { NOTICES_TOPIC } from "../../config/queues.ts";
import { NotifierError } from "../../core/errors.ts";
import type { NoticeEvent } from "../../core/notices/notice-schema.ts";
import type { Notices } from "../../core/ports.ts";

/** The type is a property too, so that a subscription can select by it. */
const toMessage = (event: NoticeEvent): ServiceBusMessage => ({
  messageId: event.id,
  subject: event.subject,
  contentType: "application/cloudevents+json",
  applicationProperties: { type: event.type },
  body: event,
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
