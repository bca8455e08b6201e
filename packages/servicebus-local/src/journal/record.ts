import { crc32 } from "node:zlib";
import type { Change, Message, Properties, PropertyValue } from "../store/message.ts";

/*
 * A record: length of the payload, its CRC-32 (4 bytes each, big endian), payload.
 * The payload: length of the JSON, JSON, and for "put" the sender's annotations and body as they came.
 */
const HEAD_BYTES = 8;
const NOTHING = Buffer.alloc(0);

type StoredProperties = Record<string, Exclude<PropertyValue, Date> | { at: number }>;

const toStored = (properties: Properties): StoredProperties =>
  Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [name, value instanceof Date ? { at: value.getTime() } : value]),
  );

const fromStored = (properties: StoredProperties): Properties =>
  Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [
      name,
      typeof value === "object" && value !== null ? new Date(value.at) : value,
    ]),
  );

const toMeta = (change: Change): object => {
  if (change.kind === "update") return { ...change, properties: toStored(change.properties) };
  if (change.kind !== "put") return change;
  const { content, properties, ...message } = change.message;
  const { annotations, body: _body, ...head } = content;
  return { ...change, message: { ...message, properties: toStored(properties) }, head, split: annotations.length };
};

export const encodeRecord = (change: Change): Buffer => {
  const meta = Buffer.from(JSON.stringify(toMeta(change)));
  const { annotations, body } =
    change.kind === "put" ? change.message.content : { annotations: NOTHING, body: NOTHING };
  const record = Buffer.allocUnsafe(HEAD_BYTES + 4 + meta.length + annotations.length + body.length);
  record.writeUInt32BE(record.length - HEAD_BYTES, 0);
  record.writeUInt32BE(meta.length, HEAD_BYTES);
  meta.copy(record, HEAD_BYTES + 4);
  annotations.copy(record, HEAD_BYTES + 4 + meta.length);
  body.copy(record, HEAD_BYTES + 4 + meta.length + annotations.length);
  record.writeUInt32BE(crc32(record.subarray(HEAD_BYTES)), 4);
  return record;
};

const decodePayload = (payload: Buffer): Change => {
  const bytesAt = 4 + payload.readUInt32BE(0);
  const meta = JSON.parse(payload.toString("utf8", 4, bytesAt));
  if (meta.kind === "update") return { ...meta, properties: fromStored(meta.properties) };
  if (meta.kind !== "put") return meta;
  const { queue, replaces, head, split } = meta;
  const annotations = payload.subarray(bytesAt, bytesAt + split);
  const content = { ...head, annotations, body: payload.subarray(bytesAt + split) };
  const message: Message = { ...meta.message, properties: fromStored(meta.message.properties), content };
  return { kind: "put", queue, message, ...(replaces && { replaces }) };
};

/** Larger than any record: a message has 256 KiB at most, and its head a few. */
const MOST_BYTES = 1 << 20;

/** Where the next readable record begins, at `from` or later; undefined when none does. */
export const nextRecordAt = (bytes: Buffer, from: number): number | undefined => {
  for (let offset = from; offset + HEAD_BYTES + 4 < bytes.length; offset += 1) {
    // What cannot be a record's head is passed over without a checksum.
    const length = bytes.readUInt32BE(offset);
    const isLikely = length > 4 && length < MOST_BYTES && bytes[offset + HEAD_BYTES + 4] === 0x7b;
    if (isLikely && typeof decodeRecord(bytes, offset) === "object") return offset;
  }
  return undefined;
};

/** The next record at `offset`, `"torn"` when the bytes end before it does, `"damaged"` when they are not what was written. */
export const decodeRecord = (bytes: Buffer, offset: number): { change: Change; end: number } | "torn" | "damaged" => {
  if (offset + HEAD_BYTES > bytes.length) return "torn";
  const length = bytes.readUInt32BE(offset);
  const end = offset + HEAD_BYTES + length;
  // A machine that lost power may leave zeros where the last record was to be.
  if (length === 0 || end > bytes.length) return "torn";
  const payload = Buffer.from(bytes.subarray(offset + HEAD_BYTES, end));
  if (crc32(payload) !== bytes.readUInt32BE(offset + 4)) return end === bytes.length ? "torn" : "damaged";
  return { change: decodePayload(payload), end };
};
