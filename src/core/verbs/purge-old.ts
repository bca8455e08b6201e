import { hasCode, isOutage } from "../errors.ts";
import { inParallel } from "../in-parallel.ts";
import { earlier, type Instant, plusMs } from "../instant.ts";
import { BOUNCED_PARTITION } from "../ledger/addresses.ts";
import { INDEX_PARTITION } from "../ledger/keys.ts";
import { moveOld, type OldEntry, readOld, removeOld } from "../ledger/purge-index.ts";
import { purgeMark } from "../ledger/purge-mark.ts";
import { purgeReplay } from "../ledger/purge-replay.ts";
import { REPLAYS_PARTITION } from "../ledger/replay-records.ts";
import { ALERTS_PARTITION } from "../notifications/notification-id.ts";
import type { Clock, EntityStore, Log, Random } from "../ports.ts";
import { purgeDigest } from "./purge-digest.ts";
import { OPEN_AGAIN_IN_MS, purgeReview } from "./purge-review.ts";

/** What `makePurgeOld` needs. */
export interface PurgeDeps {
  readonly store: EntityStore;
  readonly clock: Clock;
  readonly random: Random;
  /** How long the ledger keeps what is closed. */
  readonly retentionInDays: number;
}

/** Removes some of what is older than the ledger keeps, oldest first, and gives how many reviews and digests went. */
export type PurgeOld = (report: Log) => Promise<number>;

/** So many at a time: a sweep must not take long. */
const MOST_REVIEWS_AT_ONCE = 240;
const MOST_AT_ONCE = 60;
const CONCURRENCY = 16;
const DAY_IN_MS = 24 * 60 * 60_000;
/** While nothing is old enough, nothing gets so within minutes. */
const LOOK_AGAIN_IN_MS = 60 * 60_000;

/** Makes the purge. It finds what is old by ranges of indexes that are written with the rows they lead to. */
export const makePurgeOld = ({ store, clock, random, retentionInDays }: PurgeDeps): PurgeOld => {
  let quietUntil: Instant | undefined;
  return async (report) => {
    const now = await ledgerNow(store, clock, quietUntil);
    if (now === undefined) return 0;
    const until = plusMs(now, -retentionInDays * DAY_IN_MS);
    const read = async (...place: Parameters<typeof readOld>[1]) => await readOld(store, place, until, MOST_AT_ONCE);
    const reviews = await readOld(store, ["index", INDEX_PARTITION, "purge"], until, MOST_REVIEWS_AT_ONCE);
    const digests = await read("reviews", ALERTS_PARTITION, "9-purge");
    const marks = await readOld(store, ["addresses", BOUNCED_PARTITION, "until"], now, MOST_AT_ONCE);
    const releases = await read("addresses", BOUNCED_PARTITION, "release");
    const replays = await read("state", REPLAYS_PARTITION, "replay");
    let purged = 0;
    /** One that cannot be read keeps the others no longer than they are to be kept; an outage does. */
    const each = async (
      entries: readonly OldEntry[],
      purge: (store: EntityStore, entry: OldEntry, until: Instant) => Promise<boolean>,
    ) => {
      await inParallel(entries, CONCURRENCY, async (entry) => {
        try {
          if (await purge(store, entry, until)) purged += 1;
        } catch (error) {
          if (isOutage(error)) throw error;
          const facts = { rowKey: entry.entity.rowKey, error: String(error) };
          // Mostly a moment's fault: the entry stays where it is for the next look.
          if (hasCode(error, "LEDGER_STUCK")) {
            report("warn", "The ledger does not answer for old rows; the next look tries again.", facts);
            return;
          }
          report("error", "Old rows cannot be purged; trying again in a week.", facts);
          await moveOld(store, entry, plusMs(until, OPEN_AGAIN_IN_MS));
        }
      });
    };
    await each(reviews, async (_store, entry) => await purgeReview({ store, random }, entry, until));
    await each(digests, purgeDigest);
    for (const mark of marks) await purgeMark(store, mark, now);
    for (const release of releases) await removeOld(store, release);
    for (const replay of replays) await purgeReplay(store, replay, until);
    const isMore =
      [digests, marks, releases, replays].some(({ length }) => length >= MOST_AT_ONCE) ||
      reviews.length >= MOST_REVIEWS_AT_ONCE;
    quietUntil = isMore ? undefined : plusMs(clock.now(), LOOK_AGAIN_IN_MS);
    return purged;
  };
};

/** The earlier of our own clock and the ledger's, which a look at a row that need not be there tells; undefined while it is too soon. */
const ledgerNow = async (
  store: EntityStore,
  clock: Clock,
  quietUntil: Instant | undefined,
): Promise<Instant | undefined> => {
  const ownNow = clock.now();
  const isQuiet = quietUntil !== undefined && ownNow < quietUntil && ownNow >= plusMs(quietUntil, -LOOK_AGAIN_IN_MS);
  if (isQuiet) return undefined;
  const { now } = await store.list("addresses", BOUNCED_PARTITION, { from: "until|", to: "until|" }, { limit: 1 });
  return earlier(ownNow, now);
};
