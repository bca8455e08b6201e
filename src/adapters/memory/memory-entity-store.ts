import type { Instant } from "../../core/instant.ts";
import {
  ANY_VERSION,
  type Blobs,
  type Clock,
  type Entity,
  type EntityPage,
  type EntityStore,
  type Fields,
  type RowRange,
  type TableName,
  type Write,
  type WriteResult,
} from "../../core/ports.ts";
import { present } from "../../core/present.ts";

interface Row {
  readonly etag: string;
  readonly writtenAt: Instant;
  readonly fields: Fields;
  readonly blobs: Blobs;
}

const EMPTY_PAGES = 1 / 16;
const SHORT_PAGES = 1 / 8;
const SHORT_PAGE = 2;

/** An entity store in memory with the semantics of the real one: etags, all-or-nothing transactions, ordered rows. */
export class MemoryEntityStore implements EntityStore {
  readonly #partitions = new Map<string, Map<string, Row>>();
  readonly #sorted = new Map<string, string[]>();
  readonly #clock: Clock;
  #writes = 0;
  #chance: number;

  /** The seed says which pages are short or empty. */
  constructor(clock: Clock, seed = 1) {
    this.#clock = clock;
    // Seeds that follow each other begin far apart.
    this.#chance = Math.imul(seed, 0x9e37_79b1) >>> 0;
  }

  async get(table: TableName, partitionKey: string, rowKey: string): Promise<Entity | undefined> {
    const row = this.#partition(table, partitionKey).get(rowKey);
    return row && { partitionKey, rowKey, readAt: this.#clock.now(), ...row };
  }

  async list(
    table: TableName,
    partitionKey: string,
    range: RowRange,
    options: { limit?: number; continuation?: string; blobs?: boolean } = {},
  ): Promise<EntityPage> {
    const now = this.#clock.now();
    const keys = this.#sortedKeys(table, partitionKey);
    const from = options.continuation ?? range.from ?? "";
    const start = firstIndex(keys, from);
    const limit = this.#pageSize(Math.min(options.limit ?? 1000, 1000));
    const end = range.to === undefined ? keys.length : firstIndex(keys, range.to);
    const stop = Math.min(start + limit, Math.max(end, start));
    const rows = this.#partition(table, partitionKey);
    const entities = keys.slice(start, stop).flatMap((rowKey) => {
      const row = rows.get(rowKey);
      return row ? [{ partitionKey, rowKey, readAt: now, ...row, blobs: options.blobs === true ? row.blobs : {} }] : [];
    });
    const next = stop < end ? keys[stop] : undefined;
    return { entities, now, ...present({ continuation: next }) };
  }

  async listAcross(
    table: TableName,
    partitions: { readonly from: string; readonly to: string },
    range: RowRange,
    { continuation = "" }: { continuation?: string } = {},
  ): Promise<EntityPage> {
    const now = this.#clock.now();
    const isInside = (key: string, { from = "", to }: RowRange) => key >= from && (to === undefined || key < to);
    const found = this.dump(table)
      .filter(({ partitionKey, rowKey }) => isInside(partitionKey, partitions) && isInside(rowKey, range))
      .map((entity) => ({ key: `${entity.partitionKey}\n${entity.rowKey}`, entity: { ...entity, readAt: now } }))
      .filter(({ key }) => key >= continuation)
      .sort((one, other) => (one.key < other.key ? -1 : 1));
    const size = this.#pageSize(1000);
    const entities = found.slice(0, size).map(({ entity }) => entity);
    const next = found[size]?.key;
    return { entities, now, ...present({ continuation: next }) };
  }

  async transact(table: TableName, partitionKey: string, writes: readonly Write[]): Promise<WriteResult> {
    if (writes.length === 0 || writes.length > 100)
      throw new RangeError(`Expected 1 to 100 writes, got ${writes.length}.`);
    if (writes.length > 1 && writes.some((write) => write.kind === "delete" && write.etag !== ANY_VERSION))
      throw new RangeError("A conditional delete goes alone.");
    if (new Set(writes.map(({ rowKey }) => rowKey)).size !== writes.length) {
      throw new RangeError("Expected each row at most once in a transaction.");
    }
    const rows = this.#partition(table, partitionKey);
    const index = writes.findIndex((write) => isConflict(write, rows.get(write.rowKey)));
    if (index >= 0) return { kind: "conflict", index };
    return { kind: "written", etags: writes.map((write) => this.#apply(table, partitionKey, rows, write)) };
  }

  /** A row of the reviews table as it is, without a call, for simulations that watch the ledger. */
  protected peek(partitionKey: string, rowKey: string): Entity | undefined {
    const row = this.#partition("reviews", partitionKey).get(rowKey);
    return row && { partitionKey, rowKey, readAt: this.#clock.now(), ...row };
  }

  /** Every entity of a table, for tests and simulations that look at the whole ledger. */
  dump(table: TableName): Entity[] {
    const prefix = `${table}/`;
    return [...this.#partitions.entries()]
      .filter(([key]) => key.startsWith(prefix))
      .flatMap(([key, rows]) =>
        [...rows].map(([rowKey, row]) => ({
          partitionKey: key.slice(prefix.length),
          rowKey,
          readAt: this.#clock.now(),
          ...row,
        })),
      );
  }

  #apply(table: TableName, partitionKey: string, rows: Map<string, Row>, write: Write): string {
    const isNew = !rows.has(write.rowKey);
    if (write.kind === "delete") {
      rows.delete(write.rowKey);
      this.#sorted.delete(`${table}/${partitionKey}`);
      return "";
    }
    this.#writes += 1;
    const etag = `W/"${this.#writes}"`;
    rows.set(write.rowKey, { etag, writtenAt: this.#clock.now(), fields: write.fields, blobs: write.blobs ?? {} });
    if (isNew) this.#sorted.delete(`${table}/${partitionKey}`);
    return etag;
  }

  /** As the service may: some pages are short and some are empty, with others to follow. */
  #pageSize(limit: number): number {
    this.#chance = (Math.imul(this.#chance, 1_664_525) + 1_013_904_223) >>> 0;
    const drawn = this.#chance / 2 ** 32;
    if (drawn < EMPTY_PAGES) return 0;
    return drawn < EMPTY_PAGES + SHORT_PAGES ? Math.min(limit, SHORT_PAGE) : limit;
  }

  #partition(table: TableName, partitionKey: string): Map<string, Row> {
    const key = `${table}/${partitionKey}`;
    const found = this.#partitions.get(key);
    if (found) return found;
    const made = new Map<string, Row>();
    this.#partitions.set(key, made);
    return made;
  }

  /** Sorted on the first read after a change, so that many writes in a row cost one sort. */
  #sortedKeys(table: TableName, partitionKey: string): string[] {
    const key = `${table}/${partitionKey}`;
    const found = this.#sorted.get(key);
    if (found) return found;
    const keys = [...this.#partition(table, partitionKey).keys()].sort();
    this.#sorted.set(key, keys);
    return keys;
  }
}

const isConflict = (write: Write, row: Row | undefined): boolean => {
  switch (write.kind) {
    case "insert":
      return row !== undefined;
    case "upsert":
      return false;
    case "replace":
      return row?.etag !== write.etag;
    case "delete":
      return row === undefined || (write.etag !== ANY_VERSION && row.etag !== write.etag);
  }
};

/** Index of the first key that is not before `key`. */
const firstIndex = (keys: readonly string[], key: string): number => {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((keys[middle] ?? "") < key) low = middle + 1;
    else high = middle;
  }
  return low;
};
