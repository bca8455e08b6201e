import { NotifierError } from "../../core/errors.ts";

/*
 * Limits of the service (https://learn.microsoft.com/azure/storage/tables/scalability-targets). They are checked here because the
 * emulator takes more, and because the service's own answer does not say which row and property it is about.
 */
const ENTITY_IN_BYTES = 1024 * 1024;
const PROPERTY_IN_BYTES = 64 * 1024;
const TRANSACTION_IN_BYTES = 4 * 1024 * 1024;
const KEY_IN_BYTES = 1024;
/** 255, of which the two keys and the timestamp are the service's. */
const OWN_PROPERTIES = 252;

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a key must not hold
const FORBIDDEN_IN_KEYS = /[/\\#?\u0000-\u001f\u007f-\u009f]/;

/** A row as the table client takes it. */
export interface TableEntity extends Readonly<Record<string, unknown>> {
  readonly partitionKey: string;
  readonly rowKey: string;
}

/** Throws `ENTITY_TOO_LARGE` for a row that the service would not hold: waiting does not make it smaller. */
export const checkEntity = (entity: TableEntity): void => {
  const { partitionKey, rowKey, ...properties } = entity;
  for (const key of [partitionKey, rowKey]) {
    if (key.length * 2 > KEY_IN_BYTES) throw tooLarge(rowKey, "its key is longer than 1 KiB");
    if (FORBIDDEN_IN_KEYS.test(key)) throw tooLarge(rowKey, "its key holds a character that no key may");
  }
  const names = Object.keys(properties).filter((name) => properties[name] !== undefined);
  if (names.length > OWN_PROPERTIES) {
    throw tooLarge(rowKey, `it has ${names.length} properties, and may have ${OWN_PROPERTIES}`);
  }
  let size = 4 + (partitionKey.length + rowKey.length) * 2;
  for (const name of names) {
    const valueSize = sizeOf(properties[name]);
    if (valueSize > PROPERTY_IN_BYTES) {
      throw tooLarge(rowKey, `its property ${name} has ${valueSize} bytes, and may have ${PROPERTY_IN_BYTES}`);
    }
    size += 8 + name.length * 2 + valueSize + 4;
  }
  if (size > ENTITY_IN_BYTES) throw tooLarge(rowKey, `it has ${size} bytes, and may have ${ENTITY_IN_BYTES}`);
};

/** What one part of a transaction needs beside its row: boundary, verb, address and headers. */
const PART_IN_BYTES = 1024;

/** Throws `ENTITY_TOO_LARGE` when these rows do not fit into one transaction. */
export const checkTransaction = (entities: readonly TableEntity[]): void => {
  // Mostly the rows are far from the limit whatever is in them, and need not be written out to be measured.
  const atMost = entities.reduce((sum, entity) => sum + PART_IN_BYTES + mostBytesOf(entity), 0);
  if (atMost <= TRANSACTION_IN_BYTES) return;
  const size = entities.reduce((sum, entity) => sum + PART_IN_BYTES + bytesOf(entity), 0);
  if (size <= TRANSACTION_IN_BYTES) return;
  throw new NotifierError(
    "ENTITY_TOO_LARGE",
    `A transaction of ${entities.length} rows has about ${size} bytes, and may have ${TRANSACTION_IN_BYTES}.`,
  );
};

/** Text is UTF-16 in the table. */
const sizeOf = (value: unknown): number => {
  if (typeof value === "string") return value.length * 2;
  if (value instanceof Uint8Array) return value.length;
  return 8;
};

/** No character needs more than the six of an escape; bytes travel as base64. */
const mostBytesOf = (entity: TableEntity): number =>
  Object.entries(entity).reduce((sum, [name, value]) => sum + name.length * 2 + 64 + sizeOf(value) * 3, 0);

const bytesOf = (entity: TableEntity): number =>
  Object.entries(entity).reduce((sum, [name, value]) => {
    const bytes =
      value instanceof Uint8Array
        ? Math.ceil(value.length / 3) * 4
        : Buffer.byteLength(JSON.stringify(value) ?? "", "utf8");
    // Each type but text is named beside its value.
    return sum + name.length * 2 + 32 + bytes;
  }, 0);

const tooLarge = (rowKey: string, why: string): NotifierError =>
  new NotifierError("ENTITY_TOO_LARGE", `The row ${rowKey.slice(0, 100)} cannot be kept: ${why}.`);
