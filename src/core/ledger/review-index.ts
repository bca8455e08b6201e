import * as z from "zod";
import type { CompletedEvent } from "../certification/event.ts";
import { failedOnSchema } from "../certification/review.ts";
import { offerKey } from "../certification/review-id.ts";
import type { EarlierFailure } from "../notifications/mail-input.ts";
import { NO_TEXT, type OfferResult, VERSION_UNKNOWN } from "../policies/recurrence.ts";
import type { EntityStore } from "../ports.ts";
import { storedInstant } from "../stored-instant.ts";
import { INDEX_PARTITION, INDEXED, indexRange, KEPT_PARTITIONS } from "./keys.ts";
import { listAll, listRows } from "./list-rows.ts";
import { parseStored } from "./parse-row.ts";
import { type ReviewSummary, toSummary } from "./review-summary.ts";

/** The index of all reviews: a copy in one partition, so that a report needs few reads. Never authoritative; the next event of a review mends its row. */
export interface ReviewIndex {
  /** Every review, in no order that means anything. */
  all(): Promise<ReviewSummary[]>;
  /** Every review that there is, and what was kept of those that were purged: their times, without names. */
  allEver(): Promise<ReviewSummary[]>;
  /** The last result of every review that has one. */
  results(): Promise<OfferResult[]>;
  /** The last failure of the same offer in another submission, before this result. */
  findEarlierFailure(event: CompletedEvent): Promise<EarlierFailure | undefined>;
}

/** The review index on an entity store. */
export const makeReviewIndex = (store: EntityStore): ReviewIndex => ({
  findEarlierFailure: async ({ submissionId, completedAt, offer, publisher }) => {
    const rows = await listAll(store, "index", INDEX_PARTITION, indexRange(offerKey(publisher.id, offer.id)));
    const failures = rows
      .filter(({ blobs, fields }) => blobs.failure !== undefined && fields.submissionId !== submissionId)
      .map((row) => parseStored(row, "failure", failureSchema))
      .filter((failure) => failure.completedAt < completedAt);
    return failures.sort((a, b) => (a.completedAt < b.completedAt ? -1 : 1)).at(-1);
  },
  all: async () => await readSummaries(store, [INDEX_PARTITION]),
  results: async () =>
    (await listAll(store, "index", INDEX_PARTITION, INDEXED)).flatMap((row) => {
      const { outcome, stoppedAt } = toSummary(row);
      const offer = row.rowKey.slice(0, row.rowKey.indexOf("|"));
      if (row.blobs.failure !== undefined)
        return [{ offer, ...toFailedOn(parseStored(row, "failure", failureSchema)) }];
      return outcome === undefined || stoppedAt === undefined ? [] : [{ offer, completedAt: stoppedAt, failedOn: [] }];
    }),
  allEver: async () => {
    // In this order: what is purged in between is kept before it goes, so it is seen twice and never missed.
    const live = await readSummaries(store, [INDEX_PARTITION]);
    const kept = await readSummaries(store, KEPT_PARTITIONS);
    return [...new Map([...kept, ...live].map((summary) => [summary.partition, summary])).values()];
  },
});

const readSummaries = async (store: EntityStore, partitions: readonly string[]): Promise<ReviewSummary[]> => {
  const read = async (partition: string): Promise<ReviewSummary[]> =>
    (await listRows(store, "index", partition, INDEXED)).map(toSummary);
  return (await Promise.all(partitions.map(read))).flat();
};

const toFailedOn = ({ completedAt, findings, texts }: z.infer<typeof failureSchema>): Omit<OfferResult, "offer"> => ({
  completedAt,
  failedOn: findings.flatMap(({ policy }) =>
    policy === undefined
      ? []
      : [{ policy, version: texts === undefined ? VERSION_UNKNOWN : (texts[policy] ?? NO_TEXT) }],
  ),
});

const failureSchema = z.object({
  submissionId: z.string(),
  completedAt: storedInstant,
  findings: z.array(failedOnSchema),
  /** Version of our text for each policy that had one; absent before versions were kept. */
  texts: z.record(z.string(), z.string()).optional(),
});
