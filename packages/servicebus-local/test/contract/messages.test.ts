import { Buffer } from "node:buffer";
import { ServiceBusClient } from "@azure/service-bus";
import { itLocally, type Namespace, openNamespace, QUEUE, receive, receiveNothing, receiveOne } from "./namespace.ts";

describe("messages of a queue", () => {
  let namespace: Namespace;
  beforeEach(async () => {
    namespace = await openNamespace();
  });
  afterEach(() => namespace.close());

  it("keep body, properties and the types of both", async () => {
    const sent = {
      body: { text: "Grüße ✓", list: [1, 2] },
      messageId: "m-1",
      correlationId: "c-1",
      subject: "failed",
      contentType: "application/json",
      to: "there",
      replyTo: "here",
      sessionId: "s-1",
      partitionKey: "s-1",
      applicationProperties: { text: "ä", whole: 7, broken: 1.5, yes: true },
    };
    await namespace.client.createSender(QUEUE).sendMessages(sent);
    const message = await receiveOne(namespace.client.createReceiver(QUEUE));
    expect(message).toMatchObject(sent);
  });

  it.each([["a string"], [42], [null], [[1, "two"]], [Buffer.from([0, 1, 255])]])("carry the body %p", async (body) => {
    await namespace.client.createSender(QUEUE).sendMessages({ body });
    expect((await receiveOne(namespace.client.createReceiver(QUEUE))).body).toEqual(body);
  });

  it("come with what the broker knows about them", async () => {
    await namespace.client.createSender(QUEUE).sendMessages([{ body: 1 }, { body: 2 }]);
    const receiver = namespace.client.createReceiver(QUEUE);
    const [first, second] = await receive(receiver, 2);
    expect(first).toMatchObject({ deliveryCount: 0, state: "active", body: 1 });
    expect(first?.messageId).toEqual(expect.stringMatching(/./));
    expect(second?.sequenceNumber?.toNumber()).toBeGreaterThan(first?.sequenceNumber?.toNumber() ?? Number.NaN);
    const ageInMs = Date.now() - (first?.enqueuedTimeUtc?.getTime() ?? 0);
    expect(Math.abs(ageInMs)).toBeLessThan(60_000);
    const lockInMs = (first?.lockedUntilUtc?.getTime() ?? 0) - (first?.enqueuedTimeUtc?.getTime() ?? 0);
    expect(lockInMs).toBeGreaterThan(4000);
    expect(lockInMs).toBeLessThan(15_000);
  });

  it("arrive in the order of a batch", async () => {
    const sender = namespace.client.createSender(QUEUE);
    const batch = await sender.createMessageBatch();
    for (let body = 0; body < 50; body++) expect(batch.tryAddMessage({ body })).toBe(true);
    await sender.sendMessages(batch);
    const received = await receive(namespace.client.createReceiver(QUEUE), 50);
    expect(received.map(({ body }) => body)).toEqual(Array.from({ length: 50 }, (_, index) => index));
  });

  it("of 240 KiB go through, larger ones than 256 KB are refused", async () => {
    const sender = namespace.client.createSender(QUEUE);
    await sender.sendMessages({ body: Buffer.alloc(240 * 1024, 1) });
    expect((await receiveOne(namespace.client.createReceiver(QUEUE))).body).toHaveLength(240 * 1024);
    await expect(sender.sendMessages({ body: Buffer.alloc(300 * 1024) })).rejects.toMatchObject({
      code: "MessageSizeExceeded",
    });
  });

  itLocally("have a limit of 262144 bytes that a batch keeps", async () => {
    const batch = await namespace.client.createSender(QUEUE).createMessageBatch();
    expect(batch.maxSizeInBytes).toBe(262_144);
    expect(batch.tryAddMessage({ body: Buffer.alloc(262_144) })).toBe(false);
  });

  it("are gone at once with receive-and-delete", async () => {
    await namespace.client.createSender(QUEUE).sendMessages([{ body: 1 }, { body: 2 }]);
    const receiver = namespace.client.createReceiver(QUEUE, { receiveMode: "receiveAndDelete" });
    await receive(receiver, 2);
    expect(await namespace.client.createReceiver(QUEUE).peekMessages(10)).toEqual([]);
  });

  it("can be peeked at page by page without being locked", async () => {
    await namespace.client.createSender(QUEUE).sendMessages([1, 2, 3, 4, 5].map((body) => ({ body })));
    const receiver = namespace.client.createReceiver(QUEUE);
    const first = await receiver.peekMessages(2);
    const second = await receiver.peekMessages(10);
    expect([...first, ...second].map(({ body }) => body)).toEqual([1, 2, 3, 4, 5]);
    const [, other] = first;
    if (!other?.sequenceNumber) throw new Error("Expected a sequence number.");
    const again = await receiver.peekMessages(1, { fromSequenceNumber: other.sequenceNumber });
    expect(again.map(({ body }) => body)).toEqual([2]);
    expect(await receive(receiver, 5)).toHaveLength(5);
  });

  it("go to one of several receivers only", async () => {
    const other = new ServiceBusClient(namespace.connectionString);
    const seen: unknown[] = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    const handlers = {
      processMessage: async ({ body }: { body: unknown }) => {
        if (seen.push(body) === 100) resolve();
      },
      processError: async () => {},
    };
    for (const client of [namespace.client, other]) client.createReceiver(QUEUE).subscribe(handlers);
    await namespace.client.createSender(QUEUE).sendMessages(Array.from({ length: 100 }, (_, body) => ({ body })));
    await promise;
    await other.close();
    expect(new Set(seen).size).toBe(100);
    expect(seen).toHaveLength(100);
  });

  it("reach a receiver that already waits", async () => {
    const waiting = namespace.client.createReceiver(QUEUE).receiveMessages(1, { maxWaitTimeInMs: 10_000 });
    await namespace.client.createSender(QUEUE).sendMessages({ body: "awaited" });
    expect((await waiting).map(({ body }) => body)).toEqual(["awaited"]);
  });

  it("are not made up: an empty queue gives none", async () => {
    await receiveNothing(namespace.client.createReceiver(QUEUE));
  });

  it("of an unknown entity are refused by name", async () => {
    const refusal = { code: "MessagingEntityNotFound" };
    await expect(namespace.client.createSender("nowhere").sendMessages({ body: 1 })).rejects.toMatchObject(refusal);
    const receiver = namespace.client.createReceiver("nowhere");
    await expect(receiver.receiveMessages(1, { maxWaitTimeInMs: 500 })).rejects.toMatchObject(refusal);
    await expect(receiver.peekMessages(1)).rejects.toMatchObject(refusal);
  });

  it("pass through 3000 at a time while one is held", async () => {
    const sender = namespace.client.createSender(QUEUE);
    for (let page = 0; page < 10; page++)
      await sender.sendMessages(Array.from({ length: 300 }, (_, index) => ({ body: page * 300 + index })));
    const receiver = namespace.client.createReceiver(QUEUE);
    const seen = new Set<unknown>();
    const { promise: allSeen, resolve } = Promise.withResolvers<void>();
    const processMessage = async ({ body }: { body: unknown }) => {
      if (seen.add(body).size === 3000) resolve();
      if (body === 1500) await allSeen;
    };
    receiver.subscribe({ processMessage, processError: async () => {} }, { maxConcurrentCalls: 16 });
    await allSeen;
    expect(seen.size).toBe(3000);
  });
});
