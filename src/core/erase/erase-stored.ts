import { REVIEW_ROW } from "../ledger/keys.ts";
import { untilWritten } from "../ledger/review-rows.ts";
import type { Entity, EntityStore, TableName } from "../ports.ts";
import { eraseRow, type Found, type Person } from "./erase-row.ts";

/** The rows of a page in the order in which they are erased: a review after the events that it is folded from. */
export const inErasingOrder = (rows: readonly Entity[]): readonly Entity[] => [
  ...rows.filter(({ rowKey }) => rowKey !== REVIEW_ROW),
  ...rows.filter(({ rowKey }) => rowKey === REVIEW_ROW),
];

/** Lets a row forget somebody, by its etag, as it was read or as it is by then; gives what was found in it, and with `dryRun` only that. */
export const eraseStored = async (
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
