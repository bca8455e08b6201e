import type { Message, MessageState, Properties } from "../store/message.ts";
import { encodeValue } from "./rhea.ts";
import { itemsAt, listSection, mapSection, readSections, textOf } from "./sections.ts";

const PROPERTIES = 0x73;
const APPLICATION_PROPERTIES = 0x74;
const STATES = { active: 0, deferred: 1, scheduled: 2 } as const;

const key = (name: string): Buffer => Buffer.concat([Buffer.from([0xa3, name.length]), Buffer.from(name)]);
const SEQUENCE_NUMBER = key("x-opt-sequence-number");
const ENQUEUED_SEQUENCE_NUMBER = key("x-opt-enqueue-sequence-number");
const ENQUEUED_AT = key("x-opt-enqueued-time");
const LOCKED_UNTIL = key("x-opt-locked-until");
const MESSAGE_STATE = key("x-opt-message-state");

const wide = (code: number, value: number): Buffer => {
  const bytes = Buffer.allocUnsafe(9);
  bytes.writeUInt8(code, 0);
  bytes.writeBigInt64BE(BigInt(value), 1);
  return bytes;
};
const long = (value: number) => wide(0x81, value);
const timestamp = (value: number) => wide(0x83, value);

const bool = (value: boolean) => Buffer.from([value ? 0x41 : 0x42]);
const uint = (value: number): Buffer => {
  const bytes = Buffer.from([0x70, 0, 0, 0, 0]);
  bytes.writeUInt32BE(value, 1);
  return bytes;
};
const NULL = Buffer.from([0x40]);

/** The delivery count is always written: rhea does not apply defaults. */
const encodeHeader = ({ content, deliveryCount }: Message): Buffer => {
  const { durable, priority = 4, ttlInMs } = content;
  const ttl = ttlInMs === undefined ? NULL : uint(ttlInMs);
  const priorityByte = Buffer.from([0x50, priority]);
  return listSection(0x70, [bool(durable), priorityByte, ttl, bool(deliveryCount === 0), uint(deliveryCount)]);
};

const encodeAnnotations = (message: Message, lockedUntil: number | undefined, state: MessageState): Buffer => {
  const { annotations, annotationCount } = message.content;
  const parts = [
    ...[annotations, SEQUENCE_NUMBER, long(message.sequenceNumber)],
    ...[ENQUEUED_SEQUENCE_NUMBER, long(message.enqueuedSequenceNumber)],
    ...[ENQUEUED_AT, timestamp(message.enqueuedAt)],
  ];
  let count = annotationCount + 6;
  if (lockedUntil !== undefined) count += parts.push(LOCKED_UNTIL, timestamp(lockedUntil)) && 2;
  if (state !== "active") count += parts.push(MESSAGE_STATE, Buffer.from([0x54, STATES[state]])) && 2;
  return mapSection(0x72, parts, count);
};

/** The application properties with some added or replaced; everything else as the sender encoded it. */
const mergeProperties = (body: Buffer, added: Properties): Buffer => {
  const sections = readSections(body);
  const old = sections.find(({ code }) => code === APPLICATION_PROPERTIES);
  const insertAt = old?.start ?? sections.find(({ code }) => code > PROPERTIES)?.start ?? body.length;
  const items = old ? itemsAt(body, old.valueAt) : [];
  const parts: Buffer[] = [];
  for (let index = 0; index + 1 < items.length; index += 2) {
    const [name, value] = items.slice(index, index + 2) as [Buffer, Buffer];
    if (!Object.hasOwn(added, textOf(name) ?? "")) parts.push(name, value);
  }
  for (const [name, value] of Object.entries(added)) parts.push(encodeValue(name), encodeValue(value));
  const merged = mapSection(APPLICATION_PROPERTIES, parts, parts.length);
  return Buffer.concat([body.subarray(0, insertAt), merged, body.subarray(old?.end ?? insertAt)]);
};

export interface Encoding {
  readonly lockedUntil?: number;
  /** @default "active", or "deferred" for a message that was set aside */
  readonly state?: MessageState;
}

/** A message as a receiver gets it: the sender's bytes with a new header and the broker's annotations. */
export const encodeMessage = (
  message: Message,
  { lockedUntil, state = message.isDeferred === true ? "deferred" : "active" }: Encoding = {},
): Buffer => {
  const { body } = message.content;
  const isUnchanged = Object.keys(message.properties).length === 0;
  const rest = isUnchanged ? body : mergeProperties(body, message.properties);
  return Buffer.concat([encodeHeader(message), encodeAnnotations(message, lockedUntil, state), rest]);
};
