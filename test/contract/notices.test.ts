import { join } from "node:path";
import { ServiceBusClient } from "@azure/service-bus";
import { loadEntities } from "servicebus-local/entities";
import { makeMovingClock } from "servicebus-local/moving-clock";
import { startBroker } from "servicebus-local/start-broker";
import { ServiceBusNotices } from "../../src/adapters/service-bus/service-bus-notices.ts";
import { instant } from "../../src/core/instant.ts";
import { noticeEnvelope } from "../../src/core/notices/notice-envelope.ts";
import type { NoticeEvent } from "../../src/core/notices/notice-schema.ts";

const toEvent = (index: number, name: string): NoticeEvent => ({
  ...noticeEnvelope(
    "marketplace.certification.sla.met",
    `event-${index}`,
    `reviews/${index}`,
    instant("2026-11-20T16:19:58.1234567Z"),
  ),
  data: {
    submissionId: String(index),
    offer: { id: "contoso-vm", name, type: "azureVirtualMachine" },
    publisher: { id: "contoso" },
    state: "met",
  },
});

describe("ServiceBusNotices", () => {
  let broker: Awaited<ReturnType<typeof startBroker>>;
  let client: ServiceBusClient;
  beforeEach(async () => {
    const entities = loadEntities(join(import.meta.dirname, "../../infra/service-bus.json"));
    broker = await startBroker({ port: 0, entities, clock: makeMovingClock(), warn: () => {} });
    client = new ServiceBusClient(broker.connectionString, { retryOptions: { maxRetries: 0, timeoutInMs: 2_000 } });
  });
  afterEach(async () => {
    await client.close();
    await broker.close();
  });

  it("publishes CloudEvents whose type can be selected by, more than one transfer holds", async () => {
    // 600 events of about a kibibyte each are more than the 256 KiB of one transfer.
    const events = Array.from({ length: 600 }, (_, index) => toEvent(index, "x".repeat(700)));
    await new ServiceBusNotices(client).publish(events);
    const receiver = client.createReceiver("certification-notices", "audit");
    const seen: string[] = [];
    while (seen.length < events.length) {
      const messages = await receiver.receiveMessages(600, { maxWaitTimeInMs: 2_000 });
      if (messages.length === 0) break;
      seen.push(...messages.map(({ body }) => body.id));
      if (seen.length === messages.length) {
        expect(messages[0]).toMatchObject({
          contentType: "application/cloudevents+json",
          applicationProperties: { type: "marketplace.certification.sla.met" },
          subject: "reviews/0",
          body: events[0],
        });
      }
    }
    expect(seen).toEqual(events.map(({ id }) => id));
  }, 30_000);

  it("says that the bus is away, and nothing of where it is", async () => {
    await broker.close();
    const published = new ServiceBusNotices(client).publish([toEvent(1, "An offer")]);
    await expect(published).rejects.toMatchObject({
      code: "BUS_UNAVAILABLE",
      message: expect.not.stringContaining("127.0.0.1"),
    });
  }, 30_000);
});
