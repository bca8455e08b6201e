import type { Found, Person } from "../erase/erase-row.ts";
import { eraseStored, inErasingOrder } from "../erase/erase-stored.ts";
import { type LeftMessage, leftMessages } from "../erase/left-messages.ts";
import { makeMentions } from "../erase/mentions.ts";
import { acrossPages } from "../ledger/list-rows.ts";
import type { AsideMessages, EntityStore, TableName } from "../ports.ts";

/** What erasing needs. */
export interface EraseDeps {
  readonly store: EntityStore;
  readonly asideMessages: AsideMessages;
  /** Told now and then how many rows were looked at, and how many of them named the person. */
  readonly onProgress?: (looked: number, found: number) => void;
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
          for (const row of inErasingOrder(entities)) {
            const what = await eraseStored(store, table, row, person, dryRun);
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
    return { rows, found, left: leftMessages(messages, person.mentions), more };
  };
