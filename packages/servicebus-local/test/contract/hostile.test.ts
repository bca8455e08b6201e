import { once } from "node:events";
import { connect } from "node:net";
import { fc } from "../fast-check.ts";
import { describeLocally, type Namespace, openNamespace, QUEUE, receiveOne, TOPIC } from "./namespace.ts";

const AMQP_HEADER = Buffer.from("AMQP\x00\x01\x00\x00", "latin1");

describeLocally("a broker among bad peers", () => {
  let namespace: Namespace;
  beforeEach(async () => {
    namespace = await openNamespace();
  });
  afterEach(() => namespace.close());

  const sendBytes = async (bytes: Buffer) => {
    const port = Number(/:(\d+);/.exec(namespace.connectionString)?.[1]);
    const socket = connect(port, "127.0.0.1").on("error", () => {});
    await once(socket, "connect");
    const closed = once(socket, "close");
    socket.end(bytes);
    socket.resume();
    await closed;
  };
  const expectService = async () => {
    await namespace.client.createSender(QUEUE).sendMessages({ body: "still here" });
    const receiver = namespace.client.createReceiver(QUEUE);
    const message = await receiveOne(receiver);
    expect(message.body).toBe("still here");
    await receiver.completeMessage(message);
  };

  it("serves on after bytes that are no AMQP", async () => {
    await sendBytes(Buffer.from("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    await sendBytes(Buffer.alloc(1000, 0xff));
    await expectService();
  });

  it("serves on after frames that make no sense", async () => {
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 200 });
    await fc.assert(
      fc.asyncProperty(bytes, fc.boolean(), async (body, hasSize) => {
        const size = Buffer.alloc(hasSize ? 4 : 0);
        if (hasSize) size.writeUInt32BE(body.length + 4);
        await sendBytes(Buffer.concat([AMQP_HEADER, size, body]));
      }),
      { numRuns: 100, seed: 20261121 },
    );
    await expectService();
  });

  it("says that a queue has no sessions", async () => {
    await expect(namespace.client.acceptNextSession(QUEUE)).rejects.toThrow(
      "contract-work has no sessions: its entity does not require them.",
    );
    await expect(namespace.client.acceptSession(QUEUE, "s-1")).rejects.toMatchObject({ code: "SessionCannotBeLocked" });
    await expectService();
  });

  it("says that rules cannot be changed", async () => {
    const rules = namespace.client.createRuleManager(TOPIC, "all");
    await expect(rules.createRule("red", { sqlExpression: "colour = 'red'" })).rejects.toThrow(
      "com.microsoft:add-rule is not supported by the local broker",
    );
  });

  it("says that a topic cannot be received from, and a subscription not be sent to", async () => {
    const receiver = namespace.client.createReceiver(TOPIC);
    await expect(receiver.receiveMessages(1, { maxWaitTimeInMs: 500 })).rejects.toThrow("cannot be received from");
    const sender = namespace.client.createSender(`${TOPIC}/Subscriptions/all`);
    await expect(sender.sendMessages({ body: 1 })).rejects.toThrow("cannot be sent to");
  });
});
