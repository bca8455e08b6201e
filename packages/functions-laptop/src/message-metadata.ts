import type { ServiceBusReceivedMessage } from "@azure/service-bus";
import type { RpcTypedData } from "./core-types.ts";

type Json = { [key: string]: unknown };

/** Json.NET writes an instant without trailing zeros; a `DateTime` of a message carries no zone, a `DateTimeOffset` does. */
const toDotNetInstant = (instant: Date, zone: "" | "+00:00" | "Z"): string =>
  instant.toISOString().replace(/\.?0*Z$/, zone);

const toJsonValue = (value: unknown): unknown => {
  if (value instanceof Date) return toDotNetInstant(value, "Z");
  if (Buffer.isBuffer(value)) return value.toString("base64");
  if (typeof value === "bigint") return Number(value);
  return value;
};

const propertiesToJson = (properties: Json): string =>
  JSON.stringify(Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, toJsonValue(value)])));

const text = (value: unknown): RpcTypedData | undefined =>
  value === undefined || value === null || value === "" ? undefined : { string: String(value) };

const instants = (name: string, instant: Date | undefined): Record<string, RpcTypedData> =>
  instant === undefined || Number.isNaN(instant.getTime())
    ? {}
    : {
        [`${name}Utc`]: { json: JSON.stringify(toDotNetInstant(instant, "")) },
        [name]: { json: JSON.stringify(toDotNetInstant(instant, "+00:00")) },
      };

const brokerMetadata = (message: ServiceBusReceivedMessage): Record<string, RpcTypedData> => {
  const properties = { json: propertiesToJson((message.applicationProperties ?? {}) as Json) };
  const texts: Record<string, RpcTypedData | undefined> = {
    MessageId: text(message.messageId),
    LockToken: text(message.lockToken),
    ContentType: text(message.contentType),
    CorrelationId: text(message.correlationId),
    SessionId: text(message.sessionId),
    ReplyToSessionId: text(message.replyToSessionId),
    Subject: text(message.subject),
    Label: text(message.subject),
    To: text(message.to),
    ReplyTo: text(message.replyTo),
    PartitionKey: text(message.partitionKey),
    DeadLetterSource: text(message.deadLetterSource),
  };
  const present = Object.entries(texts).filter((entry): entry is [string, RpcTypedData] => entry[1] !== undefined);
  return {
    ...Object.fromEntries(present),
    // The client shows the number of earlier deliveries, the real host the number of this one.
    DeliveryCount: { json: String((message.deliveryCount ?? 0) + 1) },
    ...(message.sequenceNumber === undefined ? {} : { SequenceNumber: { json: message.sequenceNumber.toString() } }),
    ...instants("EnqueuedTime", message.enqueuedTimeUtc),
    ...instants("ExpiresAt", message.expiresAtUtc),
    ApplicationProperties: properties,
    UserProperties: properties,
  };
};

const ISO_INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?$/;

/** Json.NET takes a text that looks like an instant for one, and writes it in the invariant culture. */
const toInvariantText = (value: string): string => {
  if (!ISO_INSTANT.test(value)) return value;
  const instant = new Date(/(Z|[+-]\d\d:\d\d)$/.test(value) ? value : `${value}Z`);
  if (Number.isNaN(instant.getTime())) return value;
  const [, year, month, day, time] = /^(\d+)-(\d\d)-(\d\d)T(\d\d:\d\d:\d\d)/.exec(instant.toISOString()) ?? [];
  return `${month}/${day}/${year} ${time}`;
};

const toBindingData = (value: unknown): RpcTypedData => {
  if (typeof value === "object") return { json: JSON.stringify(value) };
  if (typeof value === "boolean") return { string: value ? "True" : "False" };
  return { string: toInvariantText(String(value)) };
};

const parseObject = (body: string): Json | undefined => {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
  } catch {
    return undefined;
  }
};

/** The real host copies each top-level field of a JSON body over its metadata, ignoring case: code must not trust either. */
const copyBodyFields = (metadata: Record<string, RpcTypedData>, body: string): Record<string, RpcTypedData> => {
  const copied = { ...metadata };
  for (const [name, value] of Object.entries(parseObject(body) ?? {})) {
    if (value === null || Array.isArray(value)) continue;
    const known = Object.keys(copied).find((key) => key.toLowerCase() === name.toLowerCase());
    copied[known ?? name] = toBindingData(value);
  }
  return copied;
};

/** The client's types hide which AMQP section a body came in. */
type Raw = { _rawAmqpMessage?: { bodyType?: "data" | "sequence" | "value" } };

/** The bytes of a message's body. Throws as the real extension does where the body is an AMQP value or sequence. */
export const bodyBytes = (message: ServiceBusReceivedMessage): Buffer => {
  const { body } = message as { body: unknown };
  const bodyType = (message as Raw)._rawAmqpMessage?.bodyType ?? "data";
  if (body === undefined || body === null) return Buffer.alloc(0);
  if (bodyType === "data" && body instanceof Uint8Array) return Buffer.from(body);
  throw new TypeError(`The body is an AMQP ${bodyType}, which the Service Bus trigger cannot read: send data (bytes).`);
};

/** What a Service Bus function gets: its input and the trigger metadata, with every trap the real host sets. Throws for a body that is not bytes. */
export const toMessageData = (
  message: ServiceBusReceivedMessage,
  dataType: unknown,
): { input: RpcTypedData; metadata: Record<string, RpcTypedData> } => {
  const bytes = bodyBytes(message);
  const metadata = brokerMetadata(message);
  // The copying looks at text only, so a binary binding is spared.
  if (String(dataType).toLowerCase() === "binary") return { input: { bytes }, metadata };
  const body = bytes.toString("utf8");
  return { input: { string: body }, metadata: copyBodyFields(metadata, body) };
};
