import { join } from "node:path";
import { ServiceBusClient, type ServiceBusMessage } from "@azure/service-bus";
import { FIXTURE, Place, Process, type Ready, until } from "./running-host.ts";

const BROKER = join(import.meta.dirname, "../../../servicebus-local/src/main.ts");
const LONG = 60_000;

type BrokerReady = { serviceBus: string };

const ENTITIES = join(FIXTURE, "service-bus.json");
const startBroker = (place: Place, port = 0) =>
  new Process(BROKER, ["--port", String(port), "--data-dir", place.dir, "--entities", ENTITIES]);

const portOf = (serviceBus: string) => Number(/:(\d+)/.exec(serviceBus)?.[1]);

const send = async (serviceBus: string, queue: string, ...messages: ServiceBusMessage[]): Promise<void> => {
  const client = new ServiceBusClient(serviceBus);
  await client.createSender(queue).sendMessages(messages);
  await client.close();
};

const countIn = async (serviceBus: string, queue: string): Promise<number> => {
  const client = new ServiceBusClient(serviceBus);
  const { length } = await client.createReceiver(queue).peekMessages(100);
  await client.close();
  return length;
};

const started = (place: Place, queue: string) => place.seen().filter((entry) => entry.queue === queue && !entry.ended);

describe("the Service Bus side of the host", () => {
  const place = new Place();
  let broker: Process;
  let serviceBus: string;
  let host: Process;
  let ready: Ready;

  beforeAll(async () => {
    broker = startBroker(place);
    serviceBus = (await broker.readyLine<BrokerReady>()).serviceBus;
    host = place.host({ SERVICE_BUS: serviceBus });
    ready = await host.readyLine<Ready>();
  }, LONG);

  afterAll(async () => {
    await host.end();
    await broker.end();
    place.remove();
  }, LONG);

  it("gives a text binding the parsed body and the metadata with the real host's traps", async () => {
    await send(serviceBus, "notifications", {
      messageId: "12345",
      correlationId: "c-1",
      subject: "s",
      applicationProperties: { TenantId: "t", "cloudEvents:id": "e" },
      body: { subject: "of the body", Own: 1 },
    });
    const { message, metadata } = await until("the message", () =>
      started(place, "text").find(({ message: m }) => m.Own),
    );
    expect(message).toEqual({ subject: "of the body", Own: 1 });
    expect(metadata).toMatchObject({
      messageId: 12345,
      correlationId: "c-1",
      subject: "of the body",
      label: "s",
      own: 1,
      deliveryCount: 1,
      applicationProperties: { tenantId: "t", "cloudEvents:id": "e" },
      userProperties: { tenantId: "t" },
    });
    expect(metadata.enqueuedTimeUtc).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+$/);
    expect(metadata.enqueuedTime).toMatch(/\+00:00$/);
  });

  it("gives a binary binding the very bytes, and the broker's metadata", async () => {
    const body = Buffer.from('{ "messageId": "of the body" }\u0000\n');
    await send(serviceBus, "certification-results", { messageId: "m-bytes", body });
    const seen = await until("the message", () =>
      started(place, "bytes").find(({ metadata }) => metadata.messageId === "m-bytes"),
    );
    expect(seen).toMatchObject({ isBuffer: true, hex: body.toString("hex") });
  });

  it(
    "gives a message back when the handler throws, and completes it when it returns",
    async () => {
      await send(serviceBus, "notifications", { messageId: "m-fails", body: { failTimes: 2 } });
      const deliveries = () => started(place, "text").filter(({ metadata }) => metadata.messageId === "m-fails");
      await until("three deliveries", () => (deliveries().length >= 3 ? true : undefined));
      await until(
        "the last success",
        () => /text [0-9a-f]{8} started \(message of notifications, delivery 3\)/.exec(host.stderr) ?? undefined,
      );
      let left = 1;
      const deadline = Date.now() + 10_000;
      while (left > 0 && Date.now() < deadline) left = await countIn(serviceBus, "notifications");
      expect(left).toBe(0);
      expect(deliveries().map(({ metadata }) => metadata.deliveryCount)).toEqual([1, 2, 3]);
    },
    LONG,
  );

  it("runs at most maxConcurrentCalls of a queue at once", async () => {
    const messages = Array.from({ length: 12 }, (_, index) => ({
      messageId: `m-many-${index}`,
      body: { many: index, holdInMs: 150 },
    }));
    await send(serviceBus, "notifications", ...messages);
    const all = () => started(place, "text").filter(({ message }) => message.many !== undefined);
    await until("all messages", () => (all().length === 12 ? true : undefined));
    expect(Math.max(...all().map(({ active }) => active))).toBe(4);
  });

  it(
    "reads a dead-letter queue by its path",
    async () => {
      await send(serviceBus, "delivery-reports", { messageId: "m-dead", body: { a: 1 } });
      const client = new ServiceBusClient(serviceBus);
      const receiver = client.createReceiver("delivery-reports");
      const [message] = await receiver.receiveMessages(1, { maxWaitTimeInMs: 10_000 });
      if (message)
        await receiver.deadLetterMessage(message, { deadLetterReason: "Tested", deadLetterErrorDescription: "d" });
      await client.close();
      const seen = await until("the dead letter", () => started(place, "dead")[0]);
      expect(seen).toMatchObject({
        message: { a: 1 },
        metadata: { applicationProperties: { deadLetterReason: "Tested" } },
      });
    },
    LONG,
  );

  it("runs a queue's function by the admin route with the input given", async () => {
    const headers = { "x-functions-key": ready.masterKey };
    const run = (name: string, input: unknown) =>
      fetch(`${ready.http}/admin/functions/${name}`, { method: "POST", headers, body: JSON.stringify({ input }) });
    expect((await run("text", '{"byHand":1}')).status).toBe(202);
    expect(started(place, "text").at(-1)).toMatchObject({ message: { byHand: 1 } });
    expect((await run("bytes", "ab")).status).toBe(202);
    expect(started(place, "bytes").at(-1)).toMatchObject({ isBuffer: true, hex: "6162" });
  });

  it("goes on when the broker was killed and is back, and says each once", async () => {
    for (const round of [1, 2]) {
      await broker.end("SIGKILL");
      await until(
        "the warning",
        () => host.stderr.match(/cannot read notifications/g)?.length === round || undefined,
        LONG,
      );
      broker = startBroker(place, portOf(serviceBus));
      await broker.readyLine();
      await until(
        "the queue to be read",
        () => host.stderr.match(/again reading notifications/g)?.length === round || undefined,
        LONG,
      );
      await send(serviceBus, "notifications", { messageId: `m-back-${round}`, body: { back: round } });
      await until("the message", () => started(place, "text").find(({ message }) => message.back === round));
    }
    expect(host.stderr.match(/cannot read notifications/g)).toHaveLength(2);
    expect(host.exitCode).toBeUndefined();
  }, 120_000);

  it(
    "stops only when the message at hand is done and completed",
    async () => {
      await send(serviceBus, "notifications", { messageId: "m-last", body: { last: true, holdInMs: 700 } });
      await until("its start", () => started(place, "text").find(({ message }) => message.last));
      expect(await host.end()).toBe(0);
      expect(place.seen().some(({ ended }) => ended?.last)).toBe(true);
      expect(await countIn(serviceBus, "notifications")).toBe(0);
    },
    LONG,
  );

  it(
    "is ready only when the queues are read, however long the broker is away",
    async () => {
      await broker.end();
      host = place.host({ SERVICE_BUS: serviceBus });
      await until("the warning", () => /cannot read notifications/.exec(host.stderr) ?? undefined, LONG);
      expect(host.stdout).toBe("");
      broker = startBroker(place, portOf(serviceBus));
      await host.readyLine();
    },
    LONG,
  );
});
