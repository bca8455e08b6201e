import { createConnection } from "node:net";
import rhea, { type Connection, type EventContext, type Receiver, type Sender } from "rhea";
import { loadEntities } from "../../src/entities.ts";
import { type Broker, startBroker } from "../../src/start-broker.ts";
import { ENTITIES_FILE, QUEUE } from "./namespace.ts";

/*
 * What the Python, Java and Go libraries do on the wire and the JavaScript one does not, by an AMQP client that behaves as
 * they do.
 */

const { types } = rhea;
type Typed = ReturnType<typeof types.wrap_string>;
const wrap = types as unknown as Record<"wrap_uuid" | "wrap_ulong" | "wrap_binary", (value: unknown) => Typed>;

const open = async (port: number): Promise<Connection> => {
  const connection = rhea.create_container().connect({ host: "127.0.0.1", port, reconnect: false, username: "local" });
  await once(connection, "connection_open");
  return connection;
};

const once = async (emitter: { once(name: string, run: (context: EventContext) => void): unknown }, name: string) =>
  await new Promise<EventContext>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`No ${name} came.`)), 5_000);
    emitter.once(name, (context) => {
      clearTimeout(timer);
      resolve(context);
    });
  });

describe("the broker and clients of other languages", () => {
  let broker: Broker;
  let connection: Connection;
  const warnings: string[] = [];
  beforeEach(async () => {
    warnings.length = 0;
    broker = await startBroker({
      port: 0,
      entities: loadEntities(ENTITIES_FILE),
      warn: (text) => void warnings.push(text),
    });
    connection = await open(broker.port);
  });
  afterEach(async () => {
    connection.close();
    await broker.close();
  });

  it.each([
    ["uuid", wrap.wrap_uuid(Buffer.alloc(16, 7)), 0x98],
    ["ulong", wrap.wrap_ulong(1), 0x53],
    ["binary", wrap.wrap_binary(Buffer.from("id")), 0xa0],
    ["string", types.wrap_string("id"), 0xa1],
  ])("answers a token request without reply-to, by a message id of type %s", async (_type, messageId, typecode) => {
    const replies = connection.open_receiver({ source: { address: "$cbs" }, name: "cbs-in" });
    const requests = connection.open_sender({ target: { address: "$cbs" }, name: "cbs-out" });
    await Promise.all([once(replies, "receiver_open"), once(requests, "sendable")]);
    const reply = new Promise<{ correlation: number; status: unknown }>((resolve) => {
      // The raw transfer, because the client library forgets the type of what it decodes.
      const session = replies.session as unknown as { on_transfer(frame: { payload: Buffer }): void };
      const onTransfer = session.on_transfer.bind(session);
      session.on_transfer = (frame) => {
        const { payload } = frame;
        const at = payload.indexOf(Buffer.from([0x00, 0x53, 0x73]));
        const isShort = payload[at + 3] === 0xc0;
        // Five empty fields stand before the correlation id.
        const correlation = payload[at + (isShort ? 6 : 12) + 5] ?? 0;
        onTransfer(frame);
        replies.once("message", () => {});
        resolve({ correlation, status: payload.includes("status-code") });
      };
    });
    requests.send({
      message_id: messageId as unknown as string,
      application_properties: { operation: "put-token", name: "sb://x", type: "servicebus.windows.net:sastoken" },
      body: "token",
    });
    expect(await reply).toEqual({ correlation: typecode, status: true });
  });

  const sendAndLock = async (body: string): Promise<{ receiver: Receiver; context: EventContext }> => {
    const sender: Sender = connection.open_sender(QUEUE);
    await once(sender, "sendable");
    sender.send({ body });
    await once(sender, "accepted");
    const receiver = connection.open_receiver({
      source: QUEUE,
      autoaccept: false,
      autosettle: false,
      rcv_settle_mode: 1,
      credit_window: 0,
    } as Parameters<Connection["open_receiver"]>[0]);
    await once(receiver, "receiver_open");
    const received = once(receiver, "message");
    receiver.add_credit(1);
    return { receiver, context: await received };
  };

  it.each([
    ["abandon", { delivery_failed: true, undeliverable_here: false }, 0x27],
    ["defer", { delivery_failed: true, undeliverable_here: true }, 0x27],
    ["dead-letter", undefined, 0x25],
  ] as const)("answers %s with the outcome that was asked for, and no error", async (_way, modified, code) => {
    const { receiver, context } = await sendAndLock("x");
    const { delivery } = context;
    if (delivery === undefined) throw new Error("Expected a delivery.");
    const settled = once(receiver, "settled");
    if (modified === undefined) {
      (delivery as unknown as { update(settled: boolean, state: unknown): void }).update(
        false,
        (rhea.message as unknown as { rejected(fields: object): { described(): Typed } })
          .rejected({ error: { condition: "com.microsoft:dead-letter", info: { DeadLetterReason: "why" } } })
          .described(),
      );
    } else {
      (delivery as unknown as { update(settled: boolean, state: unknown): void }).update(
        false,
        (rhea.message as unknown as { modified(fields: object): { described(): Typed } })
          .modified(modified)
          .described(),
      );
    }
    const answer = (await settled).delivery as unknown as {
      remote_state: { constructor: { descriptor: { numeric: number } }; error?: unknown };
    };
    expect(answer.remote_state.constructor.descriptor.numeric).toBe(code);
    expect(answer.remote_state.error ?? null).toBeNull();
  });

  it("always sends the third field of an error, for some clients wait for it", async () => {
    const sender = connection.open_sender(QUEUE);
    await once(sender, "sendable");
    const refused = once(sender, "rejected");
    sender.send({ body: Buffer.alloc(256 * 1024 + 1) });
    const { delivery } = await refused;
    const state = delivery?.remote_state as unknown as
      | { error: { condition: string; value: unknown[]; info: unknown } }
      | undefined;
    if (state === undefined) throw new Error("Expected a refusal.");
    const { error } = state;
    expect(error.condition).toBe("amqp:link:message-size-exceeded");
    expect(error.value).toHaveLength(3);
    expect(error.info).toEqual({});
  });

  it("says with amqp:not-allowed, and never not-implemented, what it does not do", async () => {
    const sender = connection.open_sender({ target: {} as { address: string } });
    const { sender: refused } = await once(sender, "sender_error");
    expect(refused?.error).toMatchObject({ condition: "amqp:not-allowed" });
    expect(warnings).toEqual([expect.stringContaining("Refused: ")]);
  });

  it.each([
    ["HTTP", Buffer.from("GET /$Resources/queues HTTP/1.1\r\nHost: localhost\r\n\r\n")],
    ["TLS", Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03])],
  ])("closes a connection that speaks %s, with one line that says so", async (name, bytes) => {
    const socket = createConnection(broker.port, "127.0.0.1");
    socket.on("error", () => {});
    const closed = new Promise((resolve) => socket.once("close", resolve));
    socket.write(bytes);
    await closed;
    expect(warnings).toEqual([expect.stringContaining(`speaks ${name}`)]);
  });
});
