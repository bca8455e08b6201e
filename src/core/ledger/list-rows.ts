import type { Entity, EntityPage, EntityStore, RowRange, TableName } from "../ports.ts";
import { present } from "../present.ts";

/** How a range is read: blobs only with `blobs: true`, at most `limit` rows a page. */
export interface ListOptions {
  readonly blobs?: boolean;
  readonly limit?: number;
}

/** The one place that follows continuation tokens: a page may be short or empty, and others still follow. One request a page, for as long as the caller goes on. */
async function* follow(
  read: (continuation: { readonly continuation?: string }) => Promise<EntityPage>,
): AsyncGenerator<EntityPage, void, undefined> {
  let continuation: string | undefined;
  do {
    const page = await read(present({ continuation }));
    yield page;
    continuation = page.continuation;
  } while (continuation !== undefined);
}

/** Every page of a range. */
export const pagesOf = (
  store: EntityStore,
  table: TableName,
  partition: string,
  range: RowRange,
  options: ListOptions = {},
): AsyncGenerator<EntityPage, void, undefined> =>
  follow(async (continuation) => await store.list(table, partition, range, { ...options, ...continuation }));

const entitiesOf = async (pages: AsyncIterable<EntityPage>): Promise<Entity[]> => {
  const entities: Entity[] = [];
  for await (const page of pages) entities.push(...page.entities);
  return entities;
};

/** Every page of a range in every partition of another, with the blobs of its rows. */
export const acrossPages = (
  store: EntityStore,
  table: TableName,
  partitions: { readonly from: string; readonly to: string },
  range: RowRange,
): AsyncGenerator<EntityPage, void, undefined> =>
  follow(async (continuation) => await store.listAcross(table, partitions, range, continuation));

/** Every row of a range in every partition of another, with its blobs. */
export const listAllAcross = async (
  store: EntityStore,
  table: TableName,
  partitions: { readonly from: string; readonly to: string },
  range: RowRange,
): Promise<Entity[]> => {
  return await entitiesOf(acrossPages(store, table, partitions, range));
};

/** Every row of a range, ascending. */
export const listRows = async (
  store: EntityStore,
  table: TableName,
  partition: string,
  range: RowRange,
  options: ListOptions = {},
): Promise<Entity[]> => {
  return await entitiesOf(pagesOf(store, table, partition, range, options));
};

/** Every row of a range with its blobs, ascending. */
export const listAll = async (
  store: EntityStore,
  table: TableName,
  partition: string,
  range: RowRange,
): Promise<Entity[]> => await listRows(store, table, partition, range, { blobs: true });
