import { msBetween } from "../instant.ts";
import { INDEX_PARTITION, INDEXED, parseOldRow, REVIEW_ROW } from "../ledger/keys.ts";
import { partitionInList } from "../ledger/list-keys.ts";
import { acrossPages, listRows } from "../ledger/list-rows.ts";
import { PLACES, type PlaceDeps, placeReview, unlistReview } from "../ledger/place-reviews.ts";
import { fromReviewEntity } from "../ledger/review-entity.ts";
import { toSummary } from "../ledger/review-summary.ts";
import { correctTally } from "../ledger/tally.ts";
import { ANY_VERSION, type Entity, type EntityStore, TRANSACTION_WRITES, type Write } from "../ports.ts";

/** What was found, and put right. */
export interface Rebuilt {
  /** Reviews whose row and places were written anew. */
  readonly reviews: number;
  /** Rows that led to nothing. */
  readonly removed: number;
  /** Reviews by which the tally was off. */
  readonly miscounted: number;
  /** Reviews that no row would have led to once they are old. */
  readonly lost: number;
}

/** Makes the index of all reviews say what the reviews say, while others go on writing; repeating it changes nothing. */
export type RebuildIndex = () => Promise<Rebuilt>;

const REVIEWS = { from: "0", to: "g" } as const;
const REVIEW_ROWS = { from: REVIEW_ROW, to: `${REVIEW_ROW}~` } as const;
/** Where an earlier build kept the index. */
const FORMER_PARTITIONS = ["index-0", "index-1", "index-2", "index-3"] as const;
const PURGE_ROWS = { from: "purge|", to: "purge}" } as const;
/** A row this young may be ahead of the event that wrote it. */
const YOUNG_IN_MS = 60 * 60_000;

/** Makes the verb for an index that is not trusted, or that an earlier build wrote. */
export const makeRebuildIndex =
  (deps: PlaceDeps): RebuildIndex =>
  async () => {
    const { store } = deps;
    const found = await findPurgeable(store);
    let reviews = 0;
    let lost = 0;
    for await (const { entities } of acrossPages(store, "reviews", REVIEWS, REVIEW_ROWS)) {
      for (const entity of entities) {
        const { partitionKey: partition, writtenAt } = entity;
        const isLost = !found.has(partition);
        // The purge looks when it was last in use.
        const since = isLost ? writtenAt : undefined;
        await placeReview(deps, { partition, record: fromReviewEntity(entity).record, since });
        reviews += 1;
        if (isLost) lost += 1;
      }
    }
    for (const partition of FORMER_PARTITIONS) await moveFormer(store, partition);
    const removed = (await removeGhosts(deps)) + (await removeStrays(store));
    const states = async () =>
      (await listRows(store, "index", INDEX_PARTITION, INDEXED))
        .filter(({ fields }) => fields[PLACES] !== undefined)
        .map((row) => toSummary(row).state);
    return { reviews, removed, miscounted: await correctTally(deps, states), lost };
  };

/** Partitions of the reviews that are found once they are old; those recorded before there was such a row are not. */
const findPurgeable = async (store: EntityStore): Promise<ReadonlySet<string>> => {
  const ids = new Set<string>();
  for (const partition of [INDEX_PARTITION, ...FORMER_PARTITIONS]) {
    for (const { rowKey } of await listRows(store, "index", partition, PURGE_ROWS)) ids.add(parseOldRow(rowKey).id);
  }
  return ids;
};

/** What tells when a review is old is moved; all else was written anew. */
const moveFormer = async (store: EntityStore, partition: string): Promise<void> => {
  const rows = await listRows(store, "index", partition, {});
  for (let start = 0; start < rows.length; start += TRANSACTION_WRITES) {
    const part = rows.slice(start, start + TRANSACTION_WRITES);
    const moved = part
      .filter(({ rowKey }) => rowKey.startsWith("purge|"))
      .map(({ rowKey, fields }): Write => ({ kind: "upsert", rowKey, fields }));
    if (moved.length > 0) await store.transact("index", INDEX_PARTITION, moved);
    const gone = part.map(({ rowKey }): Write => ({ kind: "delete", rowKey, etag: ANY_VERSION }));
    await store.transact("index", partition, gone);
  }
};

/** Rows of reviews that there are not. */
const removeGhosts = async (deps: PlaceDeps): Promise<number> => {
  const { store } = deps;
  let removed = 0;
  for (const row of await listRows(store, "index", INDEX_PARTITION, INDEXED)) {
    if (msBetween(row.writtenAt, row.readAt) < YOUNG_IN_MS) continue;
    if ((await store.get("reviews", partitionInList(row.rowKey), REVIEW_ROW)) !== undefined) continue;
    const etag = await unlistReview(deps, row);
    if (etag === undefined) continue;
    await store.transact("index", INDEX_PARTITION, [{ kind: "delete", rowKey: row.rowKey, etag }]);
    removed += 1;
  }
  return removed;
};

/** Rows of lists that no review's row names. */
const removeStrays = async (store: EntityStore): Promise<number> => {
  const listed: Entity[] = [
    ...(await listRows(store, "index", INDEX_PARTITION, { from: "list|", to: "list}" })),
    ...(await listRows(store, "index", INDEX_PARTITION, { from: "open|", to: "open}" })),
  ];
  // Read after the lists: what has moved since is named, and what has gone cannot be deleted.
  const mains = await listRows(store, "index", INDEX_PARTITION, INDEXED);
  const named = new Set(mains.flatMap(({ fields }) => String(fields[PLACES] ?? "").split("\n")));
  const strays = listed.filter(({ rowKey }) => !named.has(rowKey));
  let removed = 0;
  for (const { rowKey, etag } of strays) {
    const { kind } = await store.transact("index", INDEX_PARTITION, [{ kind: "delete", rowKey, etag }]);
    if (kind === "written") removed += 1;
  }
  return removed;
};
