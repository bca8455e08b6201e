import { BrokerError } from "../store/broker-error.ts";

/*
 * Walks encoded AMQP 1.0 values without decoding them, so that a message leaves as it came: decoding and encoding again would
 * turn its longs, shorts, symbols and uuids into other types.
 */

const invalid = (): BrokerError => new BrokerError("invalid", "The message is not encoded as AMQP 1.0 asks for.");

const FIXED_BYTES: Readonly<Record<number, number>> = { 4: 0, 5: 1, 6: 2, 7: 4, 8: 8, 9: 16 };

const checked = (bytes: Buffer, end: number): number => {
  if (end > bytes.length) throw invalid();
  return end;
};

const sizeAt = (bytes: Buffer, at: number, width: number): number => {
  checked(bytes, at + width);
  return width === 1 ? bytes.readUInt8(at) : bytes.readUInt32BE(at);
};

/** Where the value that starts at `at` ends. */
export const endOfValue = (bytes: Buffer, at: number): number => {
  checked(bytes, at + 1);
  const code = bytes.readUInt8(at);
  if (code === 0) return endOfValue(bytes, endOfValue(bytes, at + 1));
  const category = code >> 4;
  const fixed = FIXED_BYTES[category];
  if (fixed !== undefined) return checked(bytes, at + 1 + fixed);
  if (category < 0xa) throw invalid();
  const width = category % 2 === 0 ? 1 : 4;
  return checked(bytes, at + 1 + width + sizeAt(bytes, at + 1, width));
};

export interface Section {
  /** Such as 0x70 for the header and 0x75 for data. */
  readonly code: number;
  readonly start: number;
  /** Where the described value starts. */
  readonly valueAt: number;
  readonly end: number;
}

/** The sections of an encoded message, in their order. */
export const readSections = (bytes: Buffer): Section[] => {
  const sections: Section[] = [];
  for (let at = 0; at < bytes.length; ) {
    const valueAt = bytes[at] === 0 ? endOfValue(bytes, at + 1) : -1;
    // The descriptor is a ulong of one byte, or of eight.
    const isCode = valueAt > 0 && (bytes[at + 1] === 0x53 || bytes[at + 1] === 0x80);
    if (!isCode) throw invalid();
    const end = endOfValue(bytes, valueAt);
    sections.push({ code: bytes.readUInt8(valueAt - 1), start: at, valueAt, end });
    at = end;
  }
  return sections;
};

/** The bytes of a binary value. */
export const binaryAt = (bytes: Buffer, at: number): Buffer => {
  const width = bytes[at] === 0xa0 ? 1 : 4;
  if (bytes[at] !== 0xa0 && bytes[at] !== 0xb0) throw invalid();
  return bytes.subarray(at + 1 + width, endOfValue(bytes, at));
};

/** The encoded items of a list, or the encoded keys and values of a map, one after the other. */
export const itemsAt = (bytes: Buffer, at: number): Buffer[] => {
  const code = bytes[at] ?? 0;
  if (code === 0x45) return [];
  const width = code >> 4 === 0xc ? 1 : 4;
  if (code >> 4 !== 0xc && code >> 4 !== 0xd) throw invalid();
  const end = endOfValue(bytes, at);
  const count = sizeAt(bytes, at + 1 + width, width);
  const items: Buffer[] = [];
  let itemAt = at + 1 + 2 * width;
  while (items.length < count) {
    const itemEnd = endOfValue(bytes, itemAt);
    if (itemEnd > end) throw invalid();
    items.push(bytes.subarray(itemAt, itemEnd));
    itemAt = itemEnd;
  }
  return items;
};

/** The text of an encoded string or symbol. */
export const textOf = (value: Buffer): string | undefined => {
  const code = value[0] ?? 0;
  if (code === 0xa1 || code === 0xa3) return value.toString("utf8", 2);
  return code === 0xb1 || code === 0xb3 ? value.toString("utf8", 5) : undefined;
};

/** The number of an encoded unsigned integer, boolean as 0 or 1, or timestamp. */
export const numberOf = (value: Buffer): number | undefined => {
  switch (value[0]) {
    case 0x41:
      return 1;
    case 0x42:
    case 0x43:
    case 0x44:
      return 0;
    case 0x50:
    case 0x52:
    case 0x53:
    case 0x56:
      return value.readUInt8(1);
    case 0x70:
      return value.readUInt32BE(1);
    case 0x80:
      return Number(value.readBigUInt64BE(1));
    case 0x83:
      return Number(value.readBigInt64BE(1));
    default:
      return undefined;
  }
};

const described = (section: number, code: number, size: number, count: number): Buffer => {
  const head = Buffer.allocUnsafe(12);
  head.set([0, 0x53, section, code]);
  head.writeUInt32BE(size + 4, 4);
  head.writeUInt32BE(count, 8);
  return head;
};

const totalOf = (parts: readonly Buffer[]) => parts.reduce((sum, part) => sum + part.length, 0);

export const listSection = (section: number, items: readonly Buffer[]): Buffer =>
  Buffer.concat([described(section, 0xd0, totalOf(items), items.length), ...items]);

/** A map section from encoded keys and values; `count` counts both. */
export const mapSection = (section: number, parts: readonly Buffer[], count: number): Buffer =>
  Buffer.concat([described(section, 0xd1, totalOf(parts), count), ...parts]);
