import { message as amqp, types } from "rhea";
import { encodeMessage } from "../../src/amqp/encode-message.ts";
import { MAX_MESSAGE_BYTES, parseSubmission, parseTransfer, readRouting } from "../../src/amqp/submission.ts";
import type { Message } from "../../src/store/message.ts";

const ENQUEUED_AT = Date.parse("2026-11-20T16:20:00Z");

const uuid = Buffer.from("00112233445566778899aabbccddeeff", "hex");
const sent = amqp.encode({
  ttl: 5000,
  durable: true,
  message_id: "m-1",
  subject: "failed",
  message_annotations: { "x-opt-partition-key": "p", "x-opt-sequence-number": 99, other: types.wrap_long(3) },
  application_properties: {
    small: types.wrap_short(7),
    big: types.wrap_long(Buffer.from("1000000000000000", "hex")),
    id: types.wrap_uuid(uuid),
    symbol: types.wrap_symbol("s"),
    replaced: "old",
  },
  body: amqp.data_section(Buffer.from("payload")),
});

const stored = (bytes: Buffer, properties: Message["properties"] = {}): Message => ({
  sequenceNumber: 3_000_000_000,
  enqueuedSequenceNumber: 5,
  enqueuedAt: ENQUEUED_AT,
  deliveryCount: 2,
  properties,
  content: parseSubmission(bytes).content,
});

describe("encodeMessage", () => {
  it("keeps the sender's bytes from the properties on", () => {
    const from = sent.indexOf(Buffer.from([0, 0x53, 0x73]));
    expect(encodeMessage(stored(sent)).subarray(-sent.length + from)).toEqual(sent.subarray(from));
  });

  it("adds what the broker knows, and never takes it from the sender", () => {
    const lockedUntil = ENQUEUED_AT + 60_000;
    const decoded = amqp.decode(encodeMessage(stored(sent), { lockedUntil }));
    expect(decoded).toMatchObject({ ttl: 5000, durable: true, delivery_count: 2, priority: 4 });
    expect(decoded["message_annotations"]).toEqual({
      "x-opt-partition-key": "p",
      other: 3,
      "x-opt-sequence-number": 3_000_000_000,
      "x-opt-enqueue-sequence-number": 5,
      "x-opt-enqueued-time": new Date(ENQUEUED_AT),
      "x-opt-locked-until": new Date(lockedUntil),
    });
  });

  it("merges properties without touching the types of the others", () => {
    const merged = encodeMessage(stored(sent, { replaced: "new", DeadLetterReason: "Invalid" }));
    expect(amqp.decode(merged)["application_properties"]).toMatchObject({
      replaced: "new",
      DeadLetterReason: "Invalid",
    });
    for (const value of [types.wrap_short(7), types.wrap_uuid(uuid), types.wrap_symbol("s")]) {
      const writer = new (
        types as unknown as { Writer: new () => { write(v: unknown): void; toBuffer(): Buffer } }
      ).Writer();
      writer.write(value);
      expect(merged.includes(writer.toBuffer())).toBe(true);
    }
    expect(amqp.decode(merged)).toMatchObject({ subject: "failed", body: { content: Buffer.from("payload") } });
  });

  it("adds application properties to a message that has none", () => {
    const bare = amqp.encode({ message_id: "m", body: amqp.data_section(Buffer.from("b")) });
    const decoded = amqp.decode(encodeMessage(stored(bare, { DeadLetterReason: "Invalid" })));
    expect(decoded).toMatchObject({ application_properties: { DeadLetterReason: "Invalid" }, message_id: "m" });
  });
});

describe("parseSubmission", () => {
  it("gives an id to a message without one, and leaves the rest", () => {
    const decoded = amqp.decode(parseSubmission(amqp.encode({ subject: "s", body: "b" })).content.body);
    expect(decoded).toMatchObject({ subject: "s", body: "b", message_id: expect.stringMatching(/^[0-9a-f]{32}$/) });
  });

  it("reads when the message is to come", () => {
    const at = new Date("2026-11-21T00:00:00Z");
    const bytes = amqp.encode({ message_annotations: { "x-opt-scheduled-enqueue-time": at }, body: 1 });
    expect(parseSubmission(bytes).scheduledFor).toBe(at.getTime());
  });

  it.each([["00"], ["005370"], ["ffff"], ["005373d0ffffffff00000001"], ["005372c10501"]])(
    "refuses the bytes %s",
    (hex) => {
      expect(() => parseSubmission(Buffer.from(hex, "hex"))).toThrow("not encoded as AMQP 1.0");
    },
  );
});

describe("parseTransfer", () => {
  it("takes a batch apart", () => {
    const batch = amqp.encode({ body: amqp.data_sections([amqp.encode({ body: 1 }), amqp.encode({ body: 2 })]) });
    const bodies = parseTransfer(batch, 0x80013700).map(({ content }) => amqp.decode(content.body)["body"]);
    expect(bodies).toEqual([1, 2]);
  });

  it("refuses what is larger than the limit", () => {
    expect(() => parseTransfer(Buffer.alloc(MAX_MESSAGE_BYTES + 1), 1)).toThrow("the limit is 262144");
  });
});

describe("readRouting", () => {
  it("reads what filters ask for", () => {
    const { content } = parseSubmission(sent);
    expect(readRouting(content)).toMatchObject({ messageId: "m-1", label: "failed", properties: { replaced: "old" } });
  });
});
