import type { ServiceBusReceivedMessage } from "@azure/service-bus";
import { bodyBytes, toMessageData } from "../../src/message-metadata.ts";

const message = (fields: Record<string, unknown>): ServiceBusReceivedMessage =>
  ({
    body: Buffer.from("{}"),
    messageId: "m-1",
    lockToken: "5f1c0a52-0000-4000-8000-000000000001",
    deliveryCount: 0,
    enqueuedTimeUtc: new Date("2026-11-20T16:20:00.120Z"),
    expiresAtUtc: new Date("2026-12-04T16:20:00.000Z"),
    sequenceNumber: { toString: () => "9007199254740993" },
    ...fields,
  }) as unknown as ServiceBusReceivedMessage;

const metadataOf = (fields: Record<string, unknown>, dataType?: string) =>
  toMessageData(message(fields), dataType).metadata;

describe("toMessageData", () => {
  it("counts the delivery at hand, from 1", () => {
    expect(metadataOf({})["DeliveryCount"]).toEqual({ json: "1" });
    expect(metadataOf({ deliveryCount: 4 })["DeliveryCount"]).toEqual({ json: "5" });
  });

  it("writes instants as .NET does: one without a zone, one with", () => {
    expect(metadataOf({})).toMatchObject({
      EnqueuedTimeUtc: { json: '"2026-11-20T16:20:00.12"' },
      EnqueuedTime: { json: '"2026-11-20T16:20:00.12+00:00"' },
      ExpiresAtUtc: { json: '"2026-12-04T16:20:00"' },
    });
  });

  it("gives identifiers as text, large numbers digit by digit, and leaves out what is not set", () => {
    const metadata = metadataOf({ messageId: "12345", subject: "s" });
    expect(metadata).toMatchObject({
      MessageId: { string: "12345" },
      Subject: { string: "s" },
      Label: { string: "s" },
      SequenceNumber: { json: "9007199254740993" },
    });
    expect(Object.keys(metadata)).not.toContain("CorrelationId");
  });

  it("gives application properties twice, with dates and bytes as JSON has them", () => {
    const applicationProperties = {
      Type: "failed",
      n: 1,
      at: new Date("2026-11-20T16:20:00Z"),
      bin: Buffer.from("a"),
      none: null,
    };
    const json = '{"Type":"failed","n":1,"at":"2026-11-20T16:20:00Z","bin":"YQ==","none":null}';
    expect(metadataOf({ applicationProperties })).toMatchObject({
      ApplicationProperties: { json },
      UserProperties: { json },
    });
  });

  it("copies the top-level fields of a JSON text over the metadata, ignoring case", () => {
    const body = Buffer.from(
      JSON.stringify({
        messageId: "mine",
        DELIVERYCOUNT: 7,
        own: { A: 1 },
        yes: true,
        at: "2026-11-20T16:20:00Z",
        list: [1],
        none: null,
      }),
    );
    const metadata = metadataOf({ body });
    expect(metadata).toMatchObject({
      MessageId: { string: "mine" },
      DeliveryCount: { string: "7" },
      own: { json: '{"A":1}' },
      yes: { string: "True" },
      at: { string: "11/20/2026 16:20:00" },
    });
    expect(Object.keys(metadata)).not.toEqual(expect.arrayContaining(["messageId"]));
    expect(metadata).not.toHaveProperty("list");
    expect(metadata).not.toHaveProperty("none");
  });

  it("spares a binary binding: the bytes as they are, the metadata of the broker", () => {
    const body = Buffer.from('{"messageId":"mine"}');
    const data = toMessageData(message({ body }), "binary");
    expect(data.input).toEqual({ bytes: body });
    expect(data.metadata["MessageId"]).toEqual({ string: "m-1" });
  });

  it.each(["not json", "[1]", "7", "null", ""])("takes the body %p without copying anything", (text) => {
    const data = toMessageData(message({ body: Buffer.from(text) }), undefined);
    expect(data.input).toEqual({ string: text });
    expect(data.metadata["MessageId"]).toEqual({ string: "m-1" });
  });
});

describe("bodyBytes", () => {
  const withBody = (body: unknown, bodyType?: string) =>
    message({ body, ...(bodyType === undefined ? {} : { _rawAmqpMessage: { bodyType } }) });

  it.each([
    [Buffer.from("ab"), "ab"],
    [new Uint8Array([97]), "a"],
    [undefined, ""],
  ])("gives the bytes of the body %p", (body, expected) => {
    expect(bodyBytes(withBody(body, "data")).toString()).toBe(expected);
  });

  it.each([
    ["value", "text"],
    ["value", { a: 1 }],
    ["value", Buffer.from("an AMQP binary value")],
    ["sequence", [[1, 2]]],
  ])("throws for an AMQP %s, as the real extension does", (bodyType, body) => {
    expect(() => bodyBytes(withBody(body, bodyType))).toThrow(`The body is an AMQP ${bodyType}`);
  });
});
