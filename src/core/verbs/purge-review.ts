import { type Instant, msBetween, plusMs } from "../instant.ts";
import { deleteGuarded } from "../ledger/delete-rows.ts";
import { keptPartition, REVIEW_ROW } from "../ledger/keys.ts";
import { listAll } from "../ledger/list-rows.ts";
import { fromNotificationEntity } from "../ledger/notification-entity.ts";
import { PLACES, type PlaceDeps, unlistReview } from "../ledger/place-reviews.ts";
import { moveOld, type OldEntry, removeOld } from "../ledger/purge-index.ts";
import { fromEventEntity, fromReviewEntity } from "../ledger/review-entity.ts";
import { isOpen, type Notification } from "../notifications/notification.ts";
import type { Entity, Fields } from "../ports.ts";
import { isOpen as isOpenClock } from "../sla/review-clock.ts";
import type { ReviewRecord } from "../sla/review-record.ts";

/** What is still open is looked at again this much later. */
export const OPEN_AGAIN_IN_MS = 7 * 24 * 60 * 60_000;

/** What an index row names a review and its offer by; the rest is times and what the report groups by. */
const NAMES: ReadonlySet<string> = new Set(["submissionId", "offerId", "offerName", "owner", PLACES]);

/** An index row this young may be ahead of the event that wrote it. */
const YOUNG_IN_MS = 60 * 60_000;

/**
 * Purges a review in which nothing has happened since `until` and nothing is open: its rows first, then its place in the index,
 * whose times are kept for the report, and last the entry that led here, so that whoever dies in between is made up for. True once
 * it is gone.
 */
export const purgeReview = async (deps: PlaceDeps, entry: OldEntry, until: Instant): Promise<boolean> => {
  const { store } = deps;
  const rows = await listAll(store, "reviews", entry.id, {});
  const review = rows.find(({ rowKey }) => rowKey === REVIEW_ROW);
  if (review !== undefined) {
    const usedSince = lastUseOf(rows, fromReviewEntity(review).record, until);
    if (usedSince !== undefined) {
      await moveOld(store, entry, usedSince);
      return false;
    }
    const others = rows.map(({ rowKey }) => rowKey).filter((rowKey) => rowKey !== REVIEW_ROW);
    if (!(await deleteGuarded(store, review, others))) return false;
  }
  if (!(await keepTimes(deps, entry))) return false;
  await removeOld(store, entry);
  return true;
};

/** From when on the review is to be kept; undefined when it need not be kept any more. One without events was left by whoever died while purging it. */
const lastUseOf = (rows: readonly Entity[], record: ReviewRecord, until: Instant): Instant | undefined => {
  const recorded = of(rows, "2-event|").map((row) => fromEventEntity(row).recordedAt);
  if (recorded.length === 0) return undefined;
  const notifications = of(rows, "3-notification|").map((row) => fromNotificationEntity(row).notification);
  if (isOpenClock(record.clock) || notifications.some(({ state }) => isOpen(state))) {
    return plusMs(until, OPEN_AGAIN_IN_MS);
  }
  const last = [...recorded, ...notifications.flatMap(instantsOf)].sort().at(-1);
  return last !== undefined && last > until ? last : undefined;
};

const of = (rows: readonly Entity[], prefix: string): readonly Entity[] =>
  rows.filter(({ rowKey }) => rowKey.startsWith(prefix));

const instantsOf = ({ createdAt, attempts, reports = [] }: Notification): readonly Instant[] => [
  createdAt,
  ...[...attempts, ...reports].map(({ at }) => at),
];

/** False when the review is being heard of again. */
const keepTimes = async (deps: PlaceDeps, { entity }: OldEntry): Promise<boolean> => {
  const { store } = deps;
  const partition = entity.partitionKey;
  const row = await store.get("index", partition, String(entity.fields.indexRow));
  if (row === undefined) return true;
  // One that is in no list was left by whoever died here.
  const isListed = row.fields[PLACES] !== undefined;
  if (isListed && msBetween(row.writtenAt, row.readAt) < YOUNG_IN_MS) return false;
  const fields: Fields = Object.fromEntries(Object.entries(row.fields).filter(([name]) => !NAMES.has(name)));
  await store.transact("index", keptPartition(row.rowKey), [{ kind: "upsert", rowKey: row.rowKey, fields }]);
  const etag = await unlistReview(deps, row);
  if (etag === undefined) return false;
  const { kind } = await store.transact("index", partition, [{ kind: "delete", rowKey: row.rowKey, etag }]);
  return kind === "written";
};
