import { INDEX_PARTITION, INDEXED } from "../src/core/ledger/keys.ts";
import { PLACES } from "../src/core/ledger/place-reviews.ts";
import { toSummary } from "../src/core/ledger/review-summary.ts";
import { toTally } from "../src/core/ledger/tally.ts";
import type { Entity } from "../src/core/ports.ts";
import { CLOCK_STATES } from "../src/core/sla/review-clock.ts";

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
