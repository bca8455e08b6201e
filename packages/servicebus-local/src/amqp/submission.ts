import { randomUUID } from "node:crypto";
import { BrokerError } from "../store/broker-error.ts";
import type { Content, Routing, Submission } from "../store/message.ts";
import { encodeValue, message } from "./rhea.ts";
import { binaryAt, itemsAt, listSection, numberOf, readSections, type Section, textOf } from "./sections.ts";

/** What the Standard tier takes: 256 KB for a message, or a batch, with all its properties. */
export const MAX_MESSAGE_BYTES = 262_144;

const HEADER = 0x70;
const MESSAGE_ANNOTATIONS = 0x72;
const PROPERTIES = 0x73;
const DATA = 0x75;
const BATCH_FORMAT = 0x80013700;

const SCHEDULED_FOR = "x-opt-scheduled-enqueue-time";
const BROKER_ANNOTATIONS = new Set([
  "x-opt-sequence-number",
  "x-opt-enqueue-sequence-number",
  "x-opt-enqueued-time",
  "x-opt-locked-until",
  "x-opt-message-state",
]);

const readHeader = (bytes: Buffer, section: Section | undefined) => {
  const [durable, priority, ttlInMs] = section ? itemsAt(bytes, section.valueAt).map(numberOf) : [];
  return { durable: durable === 1, priority, ttlInMs };
};

const readAnnotations = (bytes: Buffer, section: Section | undefined) => {
  const items = section ? itemsAt(bytes, section.valueAt) : [];
  const kept: Buffer[] = [];
  let scheduledFor: number | undefined;
  for (let index = 0; index + 1 < items.length; index += 2) {
    const [key, value] = items.slice(index, index + 2) as [Buffer, Buffer];
    const name = textOf(key) ?? "";
    if (name === SCHEDULED_FOR) scheduledFor = numberOf(value);
    if (!BROKER_ANNOTATIONS.has(name)) kept.push(key, value);
  }
  return { annotations: Buffer.concat(kept), annotationCount: kept.length, scheduledFor };
};

const isGiven = (value: Buffer | undefined) => value !== undefined && value[0] !== 0x40;

/** Everything from the properties on; a message without an id is given one, because the client's lock renewal needs it. */
const readBody = (bytes: Buffer, sections: readonly Section[]): Buffer => {
  const first = sections.find(({ code }) => code >= PROPERTIES);
  const properties = first?.code === PROPERTIES ? first : undefined;
  const items = properties ? itemsAt(bytes, properties.valueAt) : [];
  const restAt = properties?.end ?? first?.start ?? bytes.length;
  // Copied, because the bytes are a slice of a whole network chunk that would stay in memory as long as the message.
  if (isGiven(items[0])) return Buffer.from(bytes.subarray(first?.start));
  const messageId = encodeValue(randomUUID().replaceAll("-", ""));
  return Buffer.concat([listSection(PROPERTIES, [messageId, ...items.slice(1)]), bytes.subarray(restAt)]);
};

/** Reads one encoded message. */
export const parseSubmission = (bytes: Buffer): Submission => {
  if (bytes.length > MAX_MESSAGE_BYTES) throw tooLarge(bytes.length);
  const sections = readSections(bytes);
  const find = (code: number) => sections.find((section) => section.code === code);
  const { scheduledFor, ...annotations } = readAnnotations(bytes, find(MESSAGE_ANNOTATIONS));
  const body = readBody(bytes, sections);
  return { content: { ...readHeader(bytes, find(HEADER)), ...annotations, body }, scheduledFor };
};

const tooLarge = (size: number) =>
  new BrokerError("tooLarge", `The message or batch has ${size} bytes; the limit is ${MAX_MESSAGE_BYTES}.`);

/** Reads the messages of one transfer: one, or those of a batch. */
export const parseTransfer = (bytes: Buffer, format: number): Submission[] => {
  if (bytes.length > MAX_MESSAGE_BYTES) throw tooLarge(bytes.length);
  if (format !== BATCH_FORMAT) return [parseSubmission(bytes)];
  return readSections(bytes)
    .filter(({ code }) => code === DATA)
    .map(({ valueAt }) => parseSubmission(binaryAt(bytes, valueAt)));
};

/** Reads what a correlation filter may ask for. */
export const readRouting = ({ body }: Content): Routing => {
  const decoded = message.decode(body);
  return {
    messageId: decoded["message_id"],
    correlationId: decoded["correlation_id"],
    label: decoded["subject"],
    to: decoded["to"],
    replyTo: decoded["reply_to"],
    contentType: decoded["content_type"],
    sessionId: decoded["group_id"],
    replyToSessionId: decoded["reply_to_group_id"],
    properties: decoded["application_properties"] ?? {},
  };
};
