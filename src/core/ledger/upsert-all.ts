import { inParallel } from "../in-parallel.ts";
import { type Blobs, type EntityStore, type Fields, type TableName, TRANSACTION_WRITES, type Write } from "../ports.ts";

const CONCURRENCY = 8;

/** Upserts rows of any partitions in as few transactions as hold them; of two with the same key the last counts. */
export const upsertAll = async (
  store: EntityStore,
  table: TableName,
  rows: readonly {
    readonly partition: string;
    readonly rowKey: string;
    readonly fields: Fields;
    readonly blobs?: Blobs;
  }[],
): Promise<void> => {
  const partitions = new Map<string, Map<string, Write>>();
  for (const { partition, rowKey, fields, blobs = {} } of rows) {
    const writes = partitions.get(partition) ?? new Map<string, Write>();
    partitions.set(partition, writes.set(rowKey, { kind: "upsert", rowKey, fields, blobs }));
  }
  const transactions = [...partitions].flatMap(([partition, byKey]) => {
    const writes = [...byKey.values()];
    return Array.from({ length: Math.ceil(writes.length / TRANSACTION_WRITES) }, (_, index) => ({
      partition,
      part: writes.slice(index * TRANSACTION_WRITES, (index + 1) * TRANSACTION_WRITES),
    }));
  });
  await inParallel(transactions, CONCURRENCY, async ({ partition, part }) => {
    await store.transact(table, partition, part);
  });
};
