import { toMessage, toRawMessage } from "../../../local/stack/to-message.ts";

describe("toMessage", () => {
  const event = {
    specversion: "1.0",
    id: "42",
    source: "/s",
    type: "t",
    datacontenttype: "application/json",
    data: { submissionId: "7" },
  };
  const text = JSON.stringify(event);

  it("sends the event's own text in structured mode, with an id that no reader takes for a number", () => {
    const message = toMessage({ event, text });
    expect(message).toMatchObject({ contentType: "application/cloudevents+json", messageId: "evt:42" });
    expect(String(message.body)).toBe(text);
  });

  it("sends attributes as application properties and data as body in binary mode", () => {
    const message = toMessage({ event, text }, { binary: true });
    expect(message.contentType).toBe("application/json");
    expect(String(message.body)).toBe('{"submissionId":"7"}');
    expect(message.applicationProperties).toEqual({
      "cloudEvents:specversion": "1.0",
      "cloudEvents:id": "42",
      "cloudEvents:source": "/s",
      "cloudEvents:type": "t",
    });
  });

  it("keeps the message id within 128 characters, and gives one to an event without id", () => {
    expect(String(toMessage({ event: { id: "x".repeat(500) }, text: "{}" }).messageId)).toMatch(/^evt:[0-9a-f]{64}$/);
    expect(String(toMessage({ event: {}, text: "{}" }).messageId)).toMatch(/^evt:.{36}$/);
  });
});

describe("toRawMessage", () => {
  it("sends any bytes unchanged", () => {
    const bytes = Buffer.from([0x7b, 0xff, 0x00]);
    expect(toRawMessage(bytes).body).toEqual(bytes);
  });
});
