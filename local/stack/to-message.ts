import { createHash, randomUUID } from "node:crypto";
import type { ServiceBusMessage } from "@azure/service-bus";
import type { FileEvent } from "./event-file.ts";

const MAX_MESSAGE_ID = 128;

/** A prefix keeps the worker from reading an id such as `12345` as a number. */
const toMessageId = (id: unknown): string => {
  const text = typeof id === "string" && id !== "" ? `evt:${id}` : `evt:${randomUUID()}`;
  return text.length <= MAX_MESSAGE_ID ? text : `evt:${createHash("sha256").update(text).digest("hex")}`;
};

/** Structured mode: the body is the event. */
const toStructured = ({ event, text }: FileEvent): ServiceBusMessage => ({
  body: Buffer.from(text),
  contentType: "application/cloudevents+json",
  messageId: toMessageId(event["id"]),
});

/** Binary mode (CloudEvents AMQP binding): attributes are application properties, the body is `data`. */
const toBinary = ({ event }: FileEvent): ServiceBusMessage => {
  const { data, datacontenttype, ...attributes } = event;
  const properties = Object.entries(attributes).map(([name, value]) => [
    `cloudEvents:${name}`,
    typeof value === "object" ? JSON.stringify(value) : (value as string | number | boolean),
  ]);
  return {
    body: Buffer.from(data === undefined ? "" : JSON.stringify(data)),
    contentType: typeof datacontenttype === "string" ? datacontenttype : "application/json",
    messageId: toMessageId(event["id"]),
    applicationProperties: Object.fromEntries(properties) as Record<string, string>,
  };
};

/** The Service Bus message that carries an event. The body is bytes, because the client would write a string as JSON in quotes. */
export const toMessage = (event: FileEvent, { binary = false } = {}): ServiceBusMessage =>
  binary ? toBinary(event) : toStructured(event);

/** A message of any bytes, for events that are broken on purpose. */
export const toRawMessage = (bytes: Buffer): ServiceBusMessage => ({
  body: bytes,
  contentType: "application/cloudevents+json",
  messageId: `raw:${randomUUID()}`,
});
