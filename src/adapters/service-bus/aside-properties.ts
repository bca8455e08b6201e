import type { ServiceBusReceivedMessage } from "@azure/service-bus";
import type { ReplayedMessage } from "../../core/ports.ts";
import { present } from "../../core/present.ts";

/** Application properties that putting a message aside adds. */
export const PROBLEMS = "problems";
export const ORIGINAL_MESSAGE_ID = "originalMessageId";
export const REJECTED_FROM = "rejectedFrom";

const ADDED = new Set([PROBLEMS, ORIGINAL_MESSAGE_ID, REJECTED_FROM, "DeadLetterReason", "DeadLetterErrorDescription"]);

/** The message's own application properties. */
export const ownProperties = ({ applicationProperties = {} }: ServiceBusReceivedMessage): Record<string, unknown> =>
  Object.fromEntries(Object.entries(applicationProperties).filter(([name]) => !ADDED.has(name)));

/** The client's types hide which AMQP section a body came in. */
type Raw = { _rawAmqpMessage?: { bodyType?: "data" | "sequence" | "value" } };

/** The AMQP section of a message's body. A trigger reads `data` alone: on the others the host's extension throws at each delivery. */
export const bodySection = (message: ServiceBusReceivedMessage): "data" | "sequence" | "value" =>
  message.body === undefined || message.body === null ? "data" : ((message as Raw)._rawAmqpMessage?.bodyType ?? "data");

/** The body's bytes; one that is an AMQP value instead is written as text or JSON. */
export const bodyBytes = (body: unknown): Uint8Array => {
  if (body instanceof Uint8Array) return body;
  if (body === undefined || body === null) return new Uint8Array();
  return Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
};

/** What AMQP application properties can carry. */
export const plainProperties = (
  properties: Readonly<Record<string, unknown>>,
): Record<string, string | number | boolean | Date> =>
  Object.fromEntries(
    Object.entries(properties).flatMap(([name, value]) =>
      typeof value === "string" || typeof value === "number" || typeof value === "boolean" || value instanceof Date
        ? [[name, value]]
        : [],
    ),
  );

/** A copy to be worked on. */
export const toCopy = ({ messageId, contentType, body, properties }: ReplayedMessage) => ({
  messageId,
  body: Buffer.from(body),
  ...present({ contentType }),
  applicationProperties: plainProperties(properties),
});
