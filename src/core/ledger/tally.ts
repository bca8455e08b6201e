import { ANY_VERSION, type Entity, type EntityStore, type Random, type Write } from "../ports.ts";
import { CLOCK_STATES, type ClockState } from "../sla/review-clock.ts";
import { INDEX_PARTITION } from "./keys.ts";
import { listRows } from "./list-rows.ts";
import { untilWritten } from "./review-rows.ts";

/** How many reviews there are in each state. */
export type Tally = Readonly<Record<ClockState, number>>;

/** What a move adds to the tally and takes from it. */
export type TallyChange = Partial<Record<ClockState, number>>;

const TALLY_ROW = "tally";
const TALLY_RANGE = { from: TALLY_ROW, to: `${TALLY_ROW}}` } as const;
/** What one transaction may hold beside the tally itself. */
const FOLDED_AT_ONCE = 99;

/** The sum of changes, without what stays as it is. */
export const sumChanges = (changes: readonly TallyChange[]): TallyChange =>
  Object.fromEntries(
    CLOCK_STATES.map(
      (state) => [state, changes.reduce((sum, change) => sum + (change[state] ?? 0), 0)] as const,
    ).filter(([, sum]) => sum !== 0),
  );

/**
 * The write, in the transaction of a move, that counts it: a row of its own, so that no two moves wait for each other. None for
 * one that changes no number.
 */
export const tallyWrites = (moveId: string, change: TallyChange): Write[] =>
  Object.keys(change).length === 0
    ? []
    : [{ kind: "insert", rowKey: `${TALLY_ROW}|${moveId}`, fields: change as Record<string, number> }];

/** Sums rows of the tally up. */
export const toTally = (rows: readonly { readonly fields: Readonly<Record<string, unknown>> }[]): Tally =>
  Object.fromEntries(
    CLOCK_STATES.map((state) => [state, rows.reduce((sum, { fields }) => sum + Number(fields[state] ?? 0), 0)]),
  ) as Record<ClockState, number>;

/** Counts the reviews by state: the tally and every move since it was last summed up. */
export const readTally = async (store: EntityStore): Promise<Tally> =>
  toTally(await listRows(store, "index", INDEX_PARTITION, TALLY_RANGE));

/** Sums the moves up, so that there are few to read. Each goes with the sum that holds it, in one transaction: whoever comes between changes nothing. */
export const foldTally = async (store: EntityStore): Promise<void> => {
  const rows = await listRows(store, "index", INDEX_PARTITION, TALLY_RANGE);
  let base = rows.find(({ rowKey }) => rowKey === TALLY_ROW);
  const moves = rows.filter(({ rowKey }) => rowKey !== TALLY_ROW);
  for (let start = 0; start < moves.length; start += FOLDED_AT_ONCE) {
    const part = moves.slice(start, start + FOLDED_AT_ONCE);
    const fields = toTally([...(base === undefined ? [] : [base]), ...part]);
    const sum: Write =
      base === undefined
        ? { kind: "insert", rowKey: TALLY_ROW, fields }
        : { kind: "replace", rowKey: TALLY_ROW, etag: base.etag, fields };
    const gone = part.map(({ rowKey }): Write => ({ kind: "delete", rowKey, etag: ANY_VERSION }));
    const result = await store.transact("index", INDEX_PARTITION, [sum, ...gone]);
    if (result.kind === "conflict") return;
    base = { ...(part[0] as (typeof part)[number]), rowKey: TALLY_ROW, etag: result.etags[0] ?? "", fields };
  }
};

/** Makes the tally count these states, and gives by how many reviews it was off. Counted again when somebody has moved a review in between. */
export const correctTally = async (
  { store, random }: { readonly store: EntityStore; readonly random: Random },
  readStates: () => Promise<readonly ClockState[]>,
): Promise<number> =>
  await untilWritten(async () => {
    const read = async (): Promise<Entity[]> => await listRows(store, "index", INDEX_PARTITION, TALLY_RANGE);
    const rows = await read();
    const states = await readStates();
    const isSame = JSON.stringify((await read()).map(versionOf)) === JSON.stringify(rows.map(versionOf));
    if (!isSame) return undefined;
    const tally = toTally(rows);
    const change = sumChanges([
      ...states.map((state) => ({ [state]: 1 })),
      ...CLOCK_STATES.map((state) => ({ [state]: -tally[state] })),
    ]);
    const writes = tallyWrites(random.newId(), change);
    if (writes.length > 0) await store.transact("index", INDEX_PARTITION, writes);
    return Object.values(change).reduce((sum, off) => sum + Math.abs(off), 0);
  });

const versionOf = ({ rowKey, etag }: Entity): readonly string[] => [rowKey, etag];
