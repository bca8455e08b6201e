import { canonicalJson } from "../src/core/hash.ts";
import { INDEX_PARTITION, INDEXED, REVIEW_ROW } from "../src/core/ledger/keys.ts";
import { partitionInList } from "../src/core/ledger/list-keys.ts";
import { PLACES } from "../src/core/ledger/place-reviews.ts";
import { fromReviewEntity } from "../src/core/ledger/review-entity.ts";
import { toSummary, toSummaryFields } from "../src/core/ledger/review-summary.ts";
import { toTally } from "../src/core/ledger/tally.ts";
import type { Entity } from "../src/core/ports.ts";
import { CLOCK_STATES } from "../src/core/sla/review-clock.ts";

/** Reviews of which the index tells something else than they say, but those that the sweep will look at; one sentence each. */
export const findStale = (reviews: readonly Entity[], index: readonly Entity[], due: readonly Entity[]): string[] => {
  const rows = index.filter(({ partitionKey, rowKey }) => partitionKey === INDEX_PARTITION && rowKey < INDEXED.to);
  const awaited = new Set(
    due.map(({ rowKey }) => rowKey.split("|")).flatMap(([, kind, id = ""]) => (kind === "clock" ? [id] : [])),
  );
  const told = new Map(rows.map((row) => [partitionInList(row.rowKey), toSummary(row)]));
  return reviews
    .filter(({ rowKey, partitionKey }) => rowKey === REVIEW_ROW && !awaited.has(partitionKey))
    .filter(({ partitionKey, ...row }) => {
      const fields = toSummaryFields(fromReviewEntity({ partitionKey, ...row }).record);
      const summary = told.get(partitionKey);
      return canonicalJson(summary) !== canonicalJson(toSummary({ rowKey: summaryKey(rows, partitionKey), fields }));
    })
    .map(
      ({ fields, partitionKey }) =>
        `the index says of ${partitionKey.slice(0, 6)} what it is not: ${String(fields.state)}`,
    );
};

const summaryKey = (rows: readonly Entity[], partition: string): string =>
  rows.find(({ rowKey }) => partitionInList(rowKey) === partition)?.rowKey ?? "";

/** What is wrong in the lists of an index: rows that their review does not name, or lacks, and states that are miscounted; one sentence each. */
export const findMisplaced = (index: readonly Entity[]): string[] => {
  const rows = index.filter(({ partitionKey }) => partitionKey === INDEX_PARTITION);
  const reviews = rows.filter(({ rowKey, fields }) => rowKey < INDEXED.to && fields[PLACES] !== undefined);
  const named = new Set(reviews.flatMap(({ fields }) => String(fields[PLACES]).split("\n")));
  const listed = new Set(rows.map(({ rowKey }) => rowKey).filter((rowKey) => /^(?:open|list)\|/.test(rowKey)));
  const tally = toTally(rows.filter(({ rowKey }) => rowKey.startsWith("tally")));
  const states = reviews.map((row) => toSummary(row).state);
  const countOf = (state: string): number => states.filter((one) => one === state).length;
  return [
    ...[...listed].filter((rowKey) => !named.has(rowKey)).map((rowKey) => `no review names ${rowKey}`),
    ...[...named]
      .filter((rowKey) => !listed.has(rowKey))
      .map((rowKey) => `a review names ${rowKey}, which is not there`),
    ...CLOCK_STATES.filter((state) => tally[state] !== countOf(state)).map(
      (state) => `the tally says ${tally[state]} ${state}, and there are ${countOf(state)}`,
    ),
  ];
};
