import { eraseRow, type Found, type Person } from "../erase/erase-row.ts";
import { makeMentions } from "../erase/mentions.ts";
import { REVIEW_ROW } from "../ledger/keys.ts";
import { acrossPages } from "../ledger/list-rows.ts";
import { untilWritten } from "../ledger/review-rows.ts";
import type { AsideMessage, AsideMessages, Entity, EntityStore, TableName } from "../ports.ts";
import { idOf } from "./list-rejected.ts";

/** What erasing needs. */
export interface EraseDeps {
  readonly store: EntityStore;
  readonly asideMessages: AsideMessages;
  /** Told now and then how many rows were looked at, and how many of them named the person. */
  readonly onProgress?: (looked: number, found: number) => void;
}

/** A message that names the person and lies where nothing can be changed. */
export interface LeftMessage extends Pick<AsideMessage, "queue" | "deadLetter" | "sequenceNumber"> {
  readonly id: string;
}

/** What was found and, but for a dry run, erased. */
export interface Erasure {
  readonly rows: number;
  readonly found: Readonly<Record<Found, number>>;
  /** Put aside or dead-lettered: a queue can only be looked at, so each has to be replayed or thrown away. */
  readonly left: readonly LeftMessage[];
  /** True when there were more such messages than one look shows. */
  readonly more: boolean;
}

/** Erases the person with this address, as the wire has it, from the whole ledger. */
export type ErasePerson = (address: string, options: { readonly dryRun: boolean }) => Promise<Erasure>;

const TABLES: readonly TableName[] = ["reviews", "index", "addresses", "state"];
const ALL = { from: "", to: "~" } as const;
/** Whoever folds a review from what they read before may write the person again: it is looked at until nothing is found. */
const MOST_PASSES = 5;

/** Makes the verb that removes a person's data: a scan of everything, row by row, each by its etag, so that it can be cut off anywhere and run again. */
export const makeErasePerson =
  ({ store, asideMessages, onProgress }: EraseDeps): ErasePerson =>
  async (address, { dryRun }) => {
    const person: Person = { address, mentions: makeMentions(address) };
    const found: Record<Found, number> = {
      review: 0,
      event: 0,
      notification: 0,
      cancelled: 0,
      mail: 0,
      bouncedAddress: 0,
      other: 0,
    };
    let rows = 0;
    let total = 0;
    const pass = async (): Promise<number> => {
      const before = total;
      rows = 0;
      for (const table of TABLES) {
        for await (const { entities } of acrossPages(store, table, ALL, {})) {
          for (const row of reviewsLast(entities)) {
            const what = await erase(store, table, row, person, dryRun);
            if (what === undefined) continue;
            found[what] += 1;
            total += 1;
          }
          rows += entities.length;
          onProgress?.(rows, total);
        }
      }
      return total - before;
    };
    for (let passes = 1; (await pass()) > 0 && !dryRun && passes < MOST_PASSES; passes += 1);
    const { messages, more } = await asideMessages.peek();
    const left = messages
      .filter((message) => names(message, person))
      .map((message) => ({
        id: idOf(message),
        queue: message.queue,
        deadLetter: message.deadLetter,
        sequenceNumber: message.sequenceNumber,
      }));
    return { rows, found, left, more };
  };

/** A review is written after the events that it is folded from. */
const reviewsLast = (rows: readonly Entity[]): readonly Entity[] => [
  ...rows.filter(({ rowKey }) => rowKey !== REVIEW_ROW),
  ...rows.filter(({ rowKey }) => rowKey === REVIEW_ROW),
];

const erase = async (
  store: EntityStore,
  table: TableName,
  first: Entity,
  person: Person,
  dryRun: boolean,
): Promise<Found | undefined> => {
  let row: Entity | undefined = first;
  const { found } = await untilWritten(async (): Promise<{ found: Found | undefined } | undefined> => {
    if (row === undefined) return { found: undefined };
    const { partitionKey, rowKey, etag } = row;
    const erasure = eraseRow(table, row, person);
    if (erasure.kind === "keep") return { found: undefined };
    if (dryRun) return { found: erasure.found };
    const write =
      erasure.kind === "delete"
        ? ({ kind: "delete", rowKey, etag } as const)
        : ({ kind: "replace", rowKey, etag, fields: erasure.fields, blobs: erasure.blobs } as const);
    const { kind } = await store.transact(table, partitionKey, [write]);
    if (kind === "written") return { found: erasure.found };
    row = await store.get(table, partitionKey, rowKey);
    return undefined;
  });
  return found;
};

const names = ({ body, properties }: AsideMessage, { mentions }: Person): boolean =>
  mentions.isIn(new TextDecoder().decode(body)) || mentions.isIn(JSON.stringify(properties));
