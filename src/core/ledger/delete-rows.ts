import { ANY_VERSION, type Entity, type EntityStore, TRANSACTION_WRITES, type Write } from "../ports.ts";

const removal = (rowKey: string): Write => ({ kind: "delete", rowKey, etag: ANY_VERSION });

/**
 * Deletes rows of a partition for as long as nobody changes its `guard`, in few transactions, and last the guard itself. False
 * when somebody has: what was left then is whole, or has no row but the guard.
 */
export const deleteGuarded = async (
  store: EntityStore,
  guard: Entity,
  rowKeys: readonly string[],
): Promise<boolean> => {
  const { partitionKey, rowKey, fields, blobs } = guard;
  const room = TRANSACTION_WRITES - 1;
  let { etag } = guard;
  for (let start = 0; start < rowKeys.length; start += room) {
    const part = rowKeys.slice(start, start + room);
    const keep: Write = { kind: "replace", rowKey, etag, fields, blobs };
    const result = await store.transact("reviews", partitionKey, [keep, ...part.map(removal)]);
    if (result.kind === "conflict") return false;
    etag = result.etags[0] ?? "";
  }
  const { kind } = await store.transact("reviews", partitionKey, [{ kind: "delete", rowKey, etag }]);
  return kind === "written";
};

/** Deletes rows of a partition that nobody else writes any more; those that are gone already are passed over. */
export const deleteAll = async (store: EntityStore, partition: string, rowKeys: readonly string[]): Promise<void> => {
  for (let start = 0; start < rowKeys.length; start += TRANSACTION_WRITES) {
    const part = rowKeys.slice(start, start + TRANSACTION_WRITES);
    const { kind } = await store.transact("reviews", partition, part.map(removal));
    if (kind === "written") continue;
    // One of them is gone, left by somebody who died here: each by itself.
    for (const rowKey of part) await store.transact("reviews", partition, [removal(rowKey)]);
  }
};
