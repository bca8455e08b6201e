import { offerKey } from "../certification/review-id.ts";
import { canonicalJson } from "../hash.ts";
import { inParallel } from "../in-parallel.ts";
import type { Instant } from "../instant.ts";
import {
  ANY_VERSION,
  type Blobs,
  type Entity,
  type EntityStore,
  type Fields,
  type Random,
  TRANSACTION_WRITES,
  type Write,
} from "../ports.ts";
import { present } from "../present.ts";
import type { ClockState } from "../sla/review-clock.ts";
import type { ReviewRecord } from "../sla/review-record.ts";
import { INDEX_PARTITION, indexRow, PROVISIONAL_PARTITION } from "./keys.ts";
import { placesOf } from "./list-keys.ts";
import { purgeWrite } from "./purge-index.ts";
import { untilWritten } from "./review-rows.ts";
import { toSummary, toSummaryFields } from "./review-summary.ts";
import { sumChanges, type TallyChange, tallyWrites } from "./tally.ts";

/*
 * A review's row in the index names the places that it holds in the lists, and all of them change with it in one transaction, as
 * does the tally: no list shows a review twice or where it was, and no number is off, whoever dies when. A transaction goes
 * through only if the row and its places are what it takes them for: by the row's etag, or, without a look at it, because it
 * removes every place that the review is known to have had.
 */

/** One review as the lists are to show it. */
export interface Placing {
  readonly partition: string;
  readonly record: ReviewRecord;
  /** The review as it was read; saves a look at the index when it moves. */
  readonly previous?: ReviewRecord | undefined;
  /** When a new one was first heard of: it will be found once it is old. */
  readonly since?: Instant | undefined;
}

/** What placing needs. */
export interface PlaceDeps {
  readonly store: EntityStore;
  readonly random: Random;
}

const CONCURRENCY = 8;

/** Writes a review's row in the index and its places in every list. Repeating it changes nothing. */
export const placeReview = async (deps: PlaceDeps, placing: Placing): Promise<void> => {
  await Promise.all([place(deps, placing), noteProvisional(deps, placing)]);
};

const place = async (deps: PlaceDeps, placing: Placing): Promise<void> => {
  const guess = guessMove(placing);
  if (guess !== undefined && (await write(deps, guess)) !== undefined) return;
  await untilWritten(async () => await write(deps, await lookUpMove(deps, placing)));
};

/** Does the same for many reviews that were read, in few transactions; one of which lists show nothing new costs nothing. */
export const placeReviews = async (deps: PlaceDeps, placings: readonly Placing[]): Promise<void> => {
  const changed = placings.filter(({ record, previous }) => previous === undefined || isNews(record, previous));
  const guesses = changed.map((placing) => ({ placing, move: guessMove(placing) }));
  await inParallel(inChunks(guesses), CONCURRENCY, async (chunk) => {
    const moves = chunk.flatMap(({ move }) => (move === undefined ? [] : [move]));
    const together = {
      writes: moves.flatMap(({ writes }) => writes),
      change: sumChanges(moves.map(({ change }) => change)),
    };
    const isWritten = moves.length > 0 && (await write(deps, together)) !== undefined;
    const left = chunk.filter(({ move }) => move === undefined || !isWritten);
    await inParallel(left, CONCURRENCY, async ({ placing }) => await place(deps, placing));
  });
};

/** Takes a review out of every list, in the version of its row that was read, and gives the new one: the row stays. Undefined when somebody has written it since. */
export const unlistReview = async (deps: PlaceDeps, row: Entity): Promise<string | undefined> => {
  const { [PLACES]: _places, ...fields } = row.fields;
  const etags = await write(deps, {
    writes: [
      { kind: "replace", rowKey: row.rowKey, etag: row.etag, fields, blobs: row.blobs },
      ...heldPlaces(row).map(removal),
    ],
    change: isListed(row) ? { [toSummary(row).state]: -1 } : {},
  });
  return etags?.[0];
};

/** Names, in a review's row, its places in the lists; a row without it has none. */
export const PLACES = "places";

/** Compares what rows hold, in whatever order. */
const isSame = (a: Pick<Entity, "fields" | "blobs">, b: Pick<Entity, "fields" | "blobs">): boolean =>
  canonicalJson([a.fields, a.blobs]) === canonicalJson([b.fields, b.blobs]);

interface Move {
  readonly writes: readonly Write[];
  readonly change: TallyChange;
}

const NO_MOVE: Move = { writes: [], change: {} };

/** The new etags; undefined when somebody else has written. */
const write = async (
  { store, random }: PlaceDeps,
  { writes, change }: Move,
): Promise<readonly string[] | undefined> => {
  if (writes.length === 0) return [];
  const result = await store.transact("index", INDEX_PARTITION, [...writes, ...tallyWrites(random.newId(), change)]);
  return result.kind === "written" ? result.etags : undefined;
};

const removal = (rowKey: string): Write => ({ kind: "delete", rowKey, etag: ANY_VERSION });

const isListed = ({ fields }: Entity): boolean => fields[PLACES] !== undefined;

const heldPlaces = ({ fields }: Entity): readonly string[] =>
  fields[PLACES] === undefined ? [] : String(fields[PLACES]).split("\n");

interface Row {
  readonly rowKey: string;
  readonly fields: Fields;
  readonly blobs: Blobs;
  readonly places: readonly string[];
  readonly state: ClockState;
}

const toRow = (partition: string, record: ReviewRecord): Row => {
  const { submissionId, publisher, offer, result } = record.facts;
  const failure =
    result?.outcome === "failed"
      ? {
          submissionId,
          completedAt: result.completedAt,
          findings: result.failedOn ?? [],
          ...present({ texts: record.texts?.versions }),
        }
      : undefined;
  const fields = toSummaryFields(record);
  const rowKey = indexRow(offerKey(publisher.id, offer.id), partition);
  const summary = toSummary({ rowKey, fields });
  return {
    rowKey,
    fields,
    blobs: failure === undefined ? {} : { failure: JSON.stringify(failure) },
    places: placesOf(summary, partition),
    state: summary.state,
  };
};

const mainFields = ({ fields, places }: Row): Fields => ({ ...fields, [PLACES]: places.join("\n") });

const placeWrites = ({ places, fields }: Row): Write[] => places.map((rowKey) => ({ kind: "upsert", rowKey, fields }));

const purgeWrites = ({ since, partition }: Placing, { rowKey }: Row): Write[] =>
  since === undefined ? [] : [purgeWrite(since, partition, rowKey)];

/** Without a look at the index: undefined when nothing in the transaction would tell that the guess was wrong. */
const guessMove = (placing: Placing): Move | undefined => {
  const { partition, record, previous, since } = placing;
  const row = toRow(partition, record);
  const { rowKey, blobs, places } = row;
  const fields = mainFields(row);
  if (previous === undefined) {
    if (since === undefined) return undefined;
    const insert: Write = { kind: "insert", rowKey, fields, blobs };
    return { writes: [insert, ...placeWrites(row), ...purgeWrites(placing, row)], change: { [row.state]: 1 } };
  }
  const before = toRow(partition, previous);
  if (before.rowKey !== rowKey || before.places.some((place) => places.includes(place))) return undefined;
  return {
    writes: [{ kind: "upsert", rowKey, fields, blobs }, ...before.places.map(removal), ...placeWrites(row)],
    change: sumChanges([{ [before.state]: -1 }, { [row.state]: 1 }]),
  };
};

/** By what the index says. An offer's name for itself may have changed, and with it the key of the row. */
const lookUpMove = async ({ store }: PlaceDeps, placing: Placing): Promise<Move> => {
  const { partition, record, previous } = placing;
  const row = toRow(partition, record);
  const formerKey = previous === undefined ? row.rowKey : toRow(partition, previous).rowKey;
  const stored = await store.get("index", INDEX_PARTITION, row.rowKey);
  const former = formerKey === row.rowKey ? undefined : await store.get("index", INDEX_PARTITION, formerKey);
  const all = [stored, former].filter((one) => one !== undefined);
  const gone = all.flatMap(heldPlaces).filter((place) => !row.places.includes(place));
  const { rowKey, blobs } = row;
  const fields = mainFields(row);
  // Another sweeper has been here.
  if (stored !== undefined && all.length === 1 && placing.since === undefined && isSame(stored, { fields, blobs }))
    return NO_MOVE;
  return {
    writes: [
      stored === undefined
        ? { kind: "insert", rowKey, fields, blobs }
        : { kind: "replace", rowKey, etag: stored.etag, fields, blobs },
      ...(former === undefined ? [] : [removal(former.rowKey)]),
      ...gone.map(removal),
      ...placeWrites(row),
      ...purgeWrites(placing, row),
    ],
    change: sumChanges([{ [row.state]: 1 }, ...all.filter(isListed).map((one) => ({ [toSummary(one).state]: -1 }))]),
  };
};

/** True when the index says what this review says. */
export const isPlaced = async (store: EntityStore, partition: string, record: ReviewRecord): Promise<boolean> => {
  const row = toRow(partition, record);
  const stored = await store.get("index", INDEX_PARTITION, row.rowKey);
  return stored !== undefined && isSame(stored, { fields: mainFields(row), blobs: row.blobs });
};

const isNews = (record: ReviewRecord, previous: ReviewRecord): boolean =>
  JSON.stringify([toRow("", record)]) !== JSON.stringify([toRow("", previous)]);

/** So that each chunk is one transaction, with a row to spare for the tally; what is not guessed is written by itself. */
const inChunks = <T extends { readonly move: Move | undefined }>(items: readonly T[]): T[][] => {
  const chunks: T[][] = [];
  let room = 0;
  for (const item of items) {
    const size = item.move?.writes.length ?? 1;
    if (size > room) {
      chunks.push([]);
      room = TRANSACTION_WRITES - 1;
    }
    chunks.at(-1)?.push(item);
    room -= size;
  }
  return chunks;
};

/** A clock whose calendar does not reach is looked for by health. */
const noteProvisional = async ({ store }: PlaceDeps, { partition, record }: Placing): Promise<void> => {
  if (!record.clock.isProvisional) return;
  await store.transact("state", PROVISIONAL_PARTITION, [{ kind: "upsert", rowKey: partition, fields: {} }]);
};
