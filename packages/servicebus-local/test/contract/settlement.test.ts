import {
  itLocally,
  LOCK_IN_MS,
  type Namespace,
  openNamespace,
  QUEUE,
  receiveNothing,
  receiveOne,
} from "./namespace.ts";

// The client renews locks for five minutes by default; here locks are to expire.
const noRenewal = { maxAutoLockRenewalDurationInMs: 0 };
const EXPIRED_IN_MS = LOCK_IN_MS + 1000;

describe("settlement", () => {
  let namespace: Namespace;
  beforeEach(async () => {
    namespace = await openNamespace();
    await namespace.client.createSender(QUEUE).sendMessages({ body: "b", applicationProperties: { kept: 1 } });
  });
  afterEach(() => namespace.close());

  const receiver = () => namespace.client.createReceiver(QUEUE, noRenewal);
  const deadLetters = () => namespace.client.createReceiver(QUEUE, { ...noRenewal, subQueueType: "deadLetter" });

  it("completes: the message is gone", async () => {
    await receiver().completeMessage(await receiveOne(receiver()));
    await namespace.elapse(EXPIRED_IN_MS);
    expect(await receiver().peekMessages(1)).toEqual([]);
  });

  it("abandons: the message comes again, counted and with the properties given", async () => {
    const from = receiver();
    await from.abandonMessage(await receiveOne(from), { tried: "once" });
    const again = await receiveOne(from);
    expect(again).toMatchObject({ deliveryCount: 1, body: "b", applicationProperties: { kept: 1, tried: "once" } });
  });

  it("dead-letters with reason, description and properties, and keeps the rest", async () => {
    const from = receiver();
    const reason = { deadLetterReason: "Invalid", deadLetterErrorDescription: "no id", kept: 2, problem: "x" };
    await from.deadLetterMessage(await receiveOne(from), reason);
    await receiveNothing(from);
    const dead = await receiveOne(deadLetters());
    expect(dead).toMatchObject({ body: "b", deadLetterReason: "Invalid", deadLetterErrorDescription: "no id" });
    expect(dead.applicationProperties).toMatchObject({ kept: 2, problem: "x" });
  });

  it("defers: the message is given only to whoever asks for its number, and then settled as any other", async () => {
    const from = receiver();
    const message = await receiveOne(from);
    const number = message.sequenceNumber;
    if (number === undefined) throw new Error("Expected a sequence number.");
    await from.deferMessage(message, { why: "out of order" });
    await receiveNothing(from);
    expect(await receiver().peekMessages(1)).toMatchObject([{ state: "deferred" }]);
    const [again] = await from.receiveDeferredMessages(number);
    expect(again).toMatchObject({ body: "b", applicationProperties: { kept: 1, why: "out of order" } });
    if (again === undefined) throw new Error("Expected the deferred message.");
    await from.abandonMessage(again);
    await receiveNothing(from);
    const [last] = await from.receiveDeferredMessages([number]);
    if (last === undefined) throw new Error("Expected the deferred message.");
    await from.completeMessage(last);
    expect(await receiver().peekMessages(1)).toEqual([]);
    await expect(from.receiveDeferredMessages(number)).rejects.toMatchObject({ code: "MessageNotFound" });
  });

  it("completes a dead-lettered message", async () => {
    const from = receiver();
    await from.deadLetterMessage(await receiveOne(from));
    const dead = deadLetters();
    await dead.completeMessage(await receiveOne(dead));
    expect(await dead.peekMessages(1)).toEqual([]);
  });

  it("is refused when the lock has expired, and the message comes again", async () => {
    const from = receiver();
    const message = await receiveOne(from);
    await namespace.elapse(EXPIRED_IN_MS);
    await expect(from.completeMessage(message)).rejects.toMatchObject({ code: "MessageLockLost" });
    await expect(from.renewMessageLock(message)).rejects.toMatchObject({ code: "MessageLockLost" });
    expect((await receiveOne(from)).deliveryCount).toBe(1);
  });

  it("is not waited for: an expired lock hands the message to a receiver that waits", async () => {
    await receiveOne(receiver());
    const waiting = receiveOne(receiver());
    await namespace.elapse(EXPIRED_IN_MS);
    expect(await waiting).toMatchObject({ body: "b", deliveryCount: 1 });
  });

  it("is possible for longer when the lock is renewed", async () => {
    const from = receiver();
    const message = await receiveOne(from);
    const lockedUntil = message.lockedUntilUtc?.getTime() ?? Number.NaN;
    await namespace.elapse(LOCK_IN_MS - 2000);
    expect((await from.renewMessageLock(message)).getTime()).toBeGreaterThan(lockedUntil + 1000);
    await namespace.elapse(LOCK_IN_MS - 2000);
    await from.completeMessage(message);
    expect(await from.peekMessages(1)).toEqual([]);
  });

  it("dead-letters by itself after the last allowed delivery", async () => {
    const from = receiver();
    for (const deliveryCount of [0, 1, 2]) {
      const message = await receiveOne(from);
      expect(message.deliveryCount).toBe(deliveryCount);
      await from.abandonMessage(message);
    }
    await receiveNothing(from);
    expect((await receiveOne(deadLetters())).deadLetterReason).toBe("MaxDeliveryCountExceeded");
  });

  it("works after the receiver was closed", async () => {
    const from = receiver();
    const message = await receiveOne(from);
    await from.close();
    const other = receiver();
    await receiveNothing(other);
    await namespace.client.createReceiver(QUEUE).completeMessage(message);
    expect(await other.peekMessages(1)).toEqual([]);
  });

  it("dead-letters after the receiver was closed", async () => {
    const from = receiver();
    const message = await receiveOne(from);
    await from.close();
    await receiver().deadLetterMessage(message, { deadLetterReason: "Late", deadLetterErrorDescription: "x" });
    const dead = await receiveOne(deadLetters());
    expect(dead).toMatchObject({ deadLetterReason: "Late", deadLetterErrorDescription: "x" });
  });

  it("comes from subscribe: completed on return, abandoned on throw", async () => {
    const deliveryCounts: unknown[] = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    const from = receiver();
    const processMessage = async ({ deliveryCount }: { deliveryCount?: number }) => {
      if (deliveryCounts.push(deliveryCount) === 1) throw new Error("the first time fails");
      resolve();
    };
    from.subscribe({ processMessage, processError: async () => {} });
    await promise;
    await from.close();
    expect(deliveryCounts).toEqual([0, 1]);
    expect(await receiver().peekMessages(1)).toEqual([]);
  });

  itLocally("refuses to dead-letter twice", async () => {
    const from = receiver();
    await from.deadLetterMessage(await receiveOne(from));
    const dead = deadLetters();
    await expect(dead.deadLetterMessage(await receiveOne(dead))).rejects.toThrow("is a dead-letter queue");
  });
});

describe("time to live", () => {
  let namespace: Namespace;
  beforeEach(async () => {
    namespace = await openNamespace();
  });
  afterEach(() => namespace.close());

  it("moves an expired message to the dead-letter queue, while a receiver waits there", async () => {
    await namespace.client.createSender(QUEUE).sendMessages({ body: "b", timeToLive: 2000 });
    const waiting = receiveOne(namespace.client.createReceiver(QUEUE, { subQueueType: "deadLetter" }));
    await namespace.elapse(3000);
    await receiveNothing(namespace.client.createReceiver(QUEUE));
    expect(await waiting).toMatchObject({ body: "b", timeToLive: 2000, deadLetterReason: "TTLExpiredException" });
  });
});
