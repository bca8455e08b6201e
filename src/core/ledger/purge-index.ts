import type { Instant } from "../instant.ts";
import type { Entity, EntityStore, TableName, Write } from "../ports.ts";
import { digestPurgeRow, oldRange, parseOldRow, purgeRow } from "./keys.ts";
import { pagesOf } from "./list-rows.ts";

/** The write, beside a review's row in the index, that lets it be found once it is old. */
export const purgeWrite = (since: Instant, partition: string, indexRow: string): Write => ({
  kind: "upsert",
  rowKey: purgeRow(since, partition),
  fields: { indexRow },
});

/** The write, beside the rows of a digest, that lets it be found once it is old. */
export const digestPurgeWrite = (since: Instant, digestId: string, notificationIds: readonly string[]): Write => ({
  kind: "upsert",
  rowKey: digestPurgeRow(since, digestId),
  fields: { notificationIds: JSON.stringify(notificationIds) },
});

/** Something that may be old enough to go, by its row in one of the indexes. */
export interface OldEntry {
  readonly table: TableName;
  readonly entity: Entity;
  readonly since: Instant;
  /** Partition of the review, id of the digest, or key of the mark. */
  readonly id: string;
}

/** At most `most` of what is no younger than `until`, oldest first: it reads nothing else. */
export const readOld = async (
  store: EntityStore,
  [table, partition, kind]: readonly [TableName, string, Parameters<typeof oldRange>[0]],
  until: Instant,
  most: number,
): Promise<OldEntry[]> => {
  const found: OldEntry[] = [];
  for await (const { entities } of pagesOf(store, table, partition, oldRange(kind, until), { limit: most })) {
    found.push(...entities.map((entity) => ({ table, entity, ...parseOldRow(entity.rowKey) })));
    if (found.length >= most) break;
  }
  return found.slice(0, most);
};

/** Takes an entry away, in the version that was read. */
export const removeOld = async (store: EntityStore, { table, entity }: OldEntry): Promise<void> => {
  await store.transact(table, entity.partitionKey, [{ kind: "delete", rowKey: entity.rowKey, etag: entity.etag }]);
};

/** Lets an entry be found again later: the later row is written before this one goes. */
export const moveOld = async (store: EntityStore, entry: OldEntry, since: Instant): Promise<void> => {
  const { table, entity } = entry;
  const rowKey = entity.rowKey.replace(entry.since, since);
  if (rowKey === entity.rowKey) return;
  await store.transact(table, entity.partitionKey, [{ kind: "upsert", rowKey, fields: entity.fields }]);
  await removeOld(store, entry);
};
