import { describeLocally, type Namespace, openNamespace, receiveOne } from "./namespace.ts";

const SESSIONS = "contract-sessions";
const ONCE = "contract-once";
const LOCK_IN_MS = 5000;
const noRenewal = { maxAutoLockRenewalDurationInMs: 0 };

describeLocally("sessions", () => {
  let namespace: Namespace;
  beforeEach(async () => {
    namespace = await openNamespace();
  });
  afterEach(() => namespace.close());

  const send = (...messages: [body: string, sessionId: string][]) =>
    namespace.client.createSender(SESSIONS).sendMessages(messages.map(([body, sessionId]) => ({ body, sessionId })));

  it("hands a session's messages to its holder alone, in their order", async () => {
    await send(["a1", "a"], ["b1", "b"], ["a2", "a"]);
    const receiver = await namespace.client.acceptSession(SESSIONS, "a", noRenewal);
    const bodies: unknown[] = [];
    for (const expected of ["a1", "a2"]) {
      const message = await receiveOne(receiver);
      bodies.push(message.body);
      expect(message).toMatchObject({ body: expected, sessionId: "a" });
      await receiver.completeMessage(message);
    }
    expect(await receiver.peekMessages(5, {})).toEqual([]);
    await expect(namespace.client.acceptSession(SESSIONS, "a")).rejects.toMatchObject({
      code: "SessionCannotBeLocked",
    });
  });

  it("accepts the next session, and waits for one", async () => {
    await send(["a1", "a"], ["b1", "b"]);
    const first = await namespace.client.acceptNextSession(SESSIONS, noRenewal);
    const second = await namespace.client.acceptNextSession(SESSIONS, noRenewal);
    expect([first.sessionId, second.sessionId]).toEqual(["a", "b"]);
    const third = namespace.client.acceptNextSession(SESSIONS, noRenewal);
    await send(["c1", "c"]);
    expect((await third).sessionId).toBe("c");
  });

  it("keeps a state for the next holder, who finds an abandoned message first", async () => {
    await send(["a1", "a"], ["a2", "a"]);
    const receiver = await namespace.client.acceptSession(SESSIONS, "a", noRenewal);
    expect(await receiver.getSessionState()).toBeNull();
    await receiver.setSessionState(JSON.stringify({ step: 2 }));
    await receiver.abandonMessage(await receiveOne(receiver));
    await receiver.close();
    const next = await namespace.client.acceptSession(SESSIONS, "a", noRenewal);
    expect(JSON.parse(String(await next.getSessionState()))).toEqual({ step: 2 });
    expect(await receiveOne(next)).toMatchObject({ body: "a1", deliveryCount: 1 });
  });

  it("is lost when its lock ends, unless that is renewed", async () => {
    await send(["a1", "a"]);
    const receiver = await namespace.client.acceptSession(SESSIONS, "a", noRenewal);
    const message = await receiveOne(receiver);
    await namespace.elapse(LOCK_IN_MS - 2000);
    const until = receiver.sessionLockedUntilUtc.getTime();
    expect((await receiver.renewSessionLock()).getTime()).toBeGreaterThan(until + 1000);
    await namespace.elapse(LOCK_IN_MS - 2000);
    await namespace.elapse(LOCK_IN_MS);
    await expect(receiver.completeMessage(message)).rejects.toMatchObject({ code: "SessionLockLost" });
    const next = await namespace.client.acceptSession(SESSIONS, "a", noRenewal);
    expect(await receiveOne(next)).toMatchObject({ body: "a1", deliveryCount: 1 });
  });

  it("are required, of messages and of receivers", async () => {
    const sender = namespace.client.createSender(SESSIONS);
    await expect(sender.sendMessages([{ body: 1, sessionId: "a" }, { body: 2 }])).rejects.toThrow("requires sessions");
    const receiver = namespace.client.createReceiver(SESSIONS);
    await expect(receiver.receiveMessages(1, { maxWaitTimeInMs: 500 })).rejects.toThrow("requires sessions");
    expect(await receiver.peekMessages(1)).toEqual([]);
  });

  it("set messages aside by their numbers", async () => {
    await send(["a1", "a"]);
    const receiver = await namespace.client.acceptSession(SESSIONS, "a", noRenewal);
    const message = await receiveOne(receiver);
    await receiver.deferMessage(message);
    const [deferred] = await receiver.receiveDeferredMessages(message.sequenceNumber ?? []);
    if (!deferred) throw new Error("Expected a message.");
    await receiver.completeMessage(deferred);
    expect(await receiver.peekMessages(1)).toEqual([]);
  });
});

describeLocally("duplicate detection", () => {
  it("takes a message id once in its window", async () => {
    const namespace = await openNamespace();
    const sender = namespace.client.createSender(ONCE);
    await sender.sendMessages([
      { body: "first", messageId: "1" },
      { body: "second", messageId: "1" },
    ]);
    await sender.sendMessages({ body: "third", messageId: "1" });
    await sender.sendMessages({ body: "other", messageId: "2" });
    const receiver = namespace.client.createReceiver(ONCE, { receiveMode: "receiveAndDelete" });
    expect([(await receiveOne(receiver)).body, (await receiveOne(receiver)).body]).toEqual(["first", "other"]);
    await namespace.elapse(61_000);
    await sender.sendMessages({ body: "later", messageId: "1" });
    expect((await receiveOne(receiver)).body).toBe("later");
    await namespace.close();
  });
});
