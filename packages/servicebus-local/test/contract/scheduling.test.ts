import { type Namespace, openNamespace, QUEUE, receiveNothing, receiveOne, TOPIC } from "./namespace.ts";

const HOUR_IN_MS = 3_600_000;
const SOON_IN_MS = 4000;
const soon = () => new Date(Date.now() + SOON_IN_MS);

describe("scheduled messages", () => {
  let namespace: Namespace;
  beforeEach(async () => {
    namespace = await openNamespace();
  });
  afterEach(() => namespace.close());

  it("come when their time has come, to a receiver that waits", async () => {
    const receiver = namespace.client.createReceiver(QUEUE);
    const [sequenceNumber] = await namespace.client.createSender(QUEUE).scheduleMessages([{ body: "later" }], soon());
    expect(sequenceNumber?.toNumber()).toBeGreaterThan(0);
    await receiveNothing(receiver);
    expect(await receiver.peekMessages(1)).toMatchObject([{ body: "later", state: "scheduled" }]);
    const waiting = receiveOne(receiver);
    await namespace.elapse(SOON_IN_MS);
    expect(await waiting).toMatchObject({ body: "later", state: "active" });
  });

  it("may carry their time as a property", async () => {
    const scheduledEnqueueTimeUtc = soon();
    await namespace.client.createSender(QUEUE).sendMessages({ body: "later", scheduledEnqueueTimeUtc });
    const receiver = namespace.client.createReceiver(QUEUE);
    await receiveNothing(receiver);
    await namespace.elapse(SOON_IN_MS);
    expect(await receiveOne(receiver)).toMatchObject({ body: "later", scheduledEnqueueTimeUtc });
  });

  it("never come once they are cancelled", async () => {
    const sender = namespace.client.createSender(QUEUE);
    const numbers = await sender.scheduleMessages([{ body: 1 }, { body: 2 }], soon());
    await sender.cancelScheduledMessages(numbers);
    await namespace.elapse(SOON_IN_MS);
    expect(await namespace.client.createReceiver(QUEUE).peekMessages(10)).toEqual([]);
  });

  it("cannot be cancelled when there is none of that number", async () => {
    const sender = namespace.client.createSender(QUEUE);
    const numbers = await sender.scheduleMessages([{ body: 1 }], soon());
    await sender.cancelScheduledMessages(numbers);
    await expect(sender.cancelScheduledMessages(numbers)).rejects.toMatchObject({ code: "MessageNotFound" });
  });

  it("wait at a topic as well", async () => {
    const sender = namespace.client.createSender(TOPIC);
    const receiver = namespace.client.createReceiver(TOPIC, "all");
    const [cancelled] = await sender.scheduleMessages([{ body: "no" }], new Date(Date.now() + HOUR_IN_MS));
    await sender.scheduleMessages([{ body: "yes" }], soon());
    if (cancelled) await sender.cancelScheduledMessages(cancelled);
    await receiveNothing(receiver);
    await namespace.elapse(SOON_IN_MS);
    expect((await receiveOne(receiver)).body).toBe("yes");
  });
});

describe("subscriptions", () => {
  let namespace: Namespace;
  beforeEach(async () => {
    namespace = await openNamespace();
    await namespace.client.createSender(TOPIC).sendMessages([
      { body: "wanted", subject: "failed", applicationProperties: { severity: "blocking" } },
      { body: "other label", subject: "passed", applicationProperties: { severity: "blocking" } },
      { body: "other property", subject: "failed", applicationProperties: { severity: "advisory" } },
      { body: "no property", subject: "failed" },
    ]);
  });
  afterEach(() => namespace.close());

  const bodies = async (subscription: string) =>
    (await namespace.client.createReceiver(TOPIC, subscription).peekMessages(10)).map(({ body }) => body);

  it("get everything without a rule", async () => {
    expect(await bodies("all")).toEqual(["wanted", "other label", "other property", "no property"]);
  });

  it("get what their correlation filter asks for", async () => {
    expect(await bodies("blocking")).toEqual(["wanted"]);
  });

  it("each have a copy of their own, and a dead-letter queue", async () => {
    const blocking = namespace.client.createReceiver(TOPIC, "blocking");
    await blocking.deadLetterMessage(await receiveOne(blocking), {
      deadLetterReason: "Mine",
      deadLetterErrorDescription: "",
    });
    expect(await bodies("all")).toHaveLength(4);
    const dead = namespace.client.createReceiver(TOPIC, "blocking", { subQueueType: "deadLetter" });
    expect(await receiveOne(dead)).toMatchObject({ body: "wanted", deadLetterReason: "Mine" });
  });
});
