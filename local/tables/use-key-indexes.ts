import { createRequire } from "node:module";
import { partitionOf } from "./partition-of.ts";

interface Key {
  readonly PartitionKey: string;
  readonly RowKey: string;
}

interface Rows {
  find(query: Partial<Key>): Rows;
}

interface Collection {
  calculateRange(operator: "$eq", property: keyof Key, value: string): readonly [number, number];
  findOne(key: Key): unknown;
  chain(): Rows;
}

interface Store {
  getEntityCollection(...args: unknown[]): Collection;
  queryTableEntities(context: unknown, account: string, table: string, options: { filter?: string }): unknown;
}

const require = createRequire(import.meta.url);
const patched = new WeakSet<Collection>();

/**
 * Lets Azurite use the two indexes it keeps, so that the time of a request does not grow with the table, as it does not in the
 * real service. It finds a row by walking over all with the same row key, which every review has, and reads a range by walking
 * over the whole table.
 */
export const useKeyIndexes = (): void => {
  const { default: LokiStore } = require("azurite/dist/src/table/persistence/LokiTableMetadataStore.js") as {
    default: { prototype: Store };
  };
  const { getEntityCollection, queryTableEntities } = LokiStore.prototype;
  /** Partition that the query under way is about; it is set and read within one synchronous call. */
  let partition: string | undefined;

  const patch = (collection: Collection): void => {
    const { findOne, chain } = collection;
    const rowsWith = (property: keyof Key, value: string): number => {
      const [first, last] = collection.calculateRange("$eq", property, value);
      return last - first;
    };
    // Not enumerable: Azurite saves what it can enumerate.
    Object.defineProperty(collection, "findOne", {
      value: ({ PartitionKey, RowKey }: Key) =>
        findOne.call(
          collection,
          rowsWith("PartitionKey", PartitionKey) < rowsWith("RowKey", RowKey)
            ? { PartitionKey, RowKey }
            : { RowKey, PartitionKey },
        ),
    });
    Object.defineProperty(collection, "chain", {
      value: () =>
        partition === undefined ? chain.call(collection) : chain.call(collection).find({ PartitionKey: partition }),
    });
  };

  LokiStore.prototype.getEntityCollection = function (this: Store, ...args) {
    const collection = getEntityCollection.apply(this, args);
    if (!patched.has(collection)) patch(collection);
    patched.add(collection);
    return collection;
  };
  LokiStore.prototype.queryTableEntities = function (this: Store, ...args) {
    partition = partitionOf(args[3].filter ?? "");
    try {
      return queryTableEntities.apply(this, args);
    } finally {
      partition = undefined;
    }
  };
};
