import * as z from "zod";
import type { CompletedEvent } from "../certification/event.ts";
import { type Instant, parseInstant } from "../instant.ts";
import type { EarlierFailure } from "../notifications/mail-input.ts";
import type { EntityStore } from "../ports.ts";
import { offerHistoryBefore, offerHistoryRow, offerPartition, reviewPartition } from "./keys.ts";
import { pagesOf } from "./list-rows.ts";
import { parseStored } from "./notification-entity.ts";

/** The failed reviews of each offer, so that the next failure can say what is fixed, still failing and new. An index: never authoritative. */
export interface OfferHistory {
  /** Keeps what a result found: a failure, or one that takes an earlier failure of its review back. Repeating it changes nothing. */
  put(event: CompletedEvent): Promise<void>;
  /** The last failure of the same offer in another submission, before `completedAt`, that was not taken back. */
  findEarlierFailure(event: CompletedEvent): Promise<EarlierFailure | undefined>;
}

const failureSchema = z.object({
  submissionId: z.string(),
  completedAt: z.string().refine((text) => parseInstant(text) !== undefined),
  findings: z.array(
    z.object({ policy: z.string().optional(), title: z.string().optional(), plan: z.string().optional() }),
  ),
});

/** Mostly the last failure is the one looked for; a row holds what one result found. */
const PAGE = 10;

/** The offer history on an entity store. */
export const makeOfferHistory = (store: EntityStore): OfferHistory => ({
  put: async (event) => {
    const { submissionId, completedAt, offer, publisher, outcome } = event;
    const findings = event.findings.map(({ policy, title, plan }) => ({ policy, title, plan }));
    await store.transact("offers", offerPartition(publisher.id, offer.id), [
      {
        kind: "upsert",
        rowKey: offerHistoryRow(completedAt, reviewPartition(submissionId)),
        fields: { submissionId, outcome },
        blobs: { failure: JSON.stringify({ submissionId, completedAt, findings }) },
      },
    ]);
  },
  findEarlierFailure: async ({ submissionId, completedAt, offer, publisher }) => {
    const partition = offerPartition(publisher.id, offer.id);
    const before = offerHistoryBefore(completedAt);
    const seen = new Set<unknown>([submissionId]);
    for await (const page of pagesOf(store, "offers", partition, before, { limit: PAGE, blobs: true })) {
      const earlier = page.entities.find(({ fields }) => {
        const isLatest = !seen.has(fields.submissionId);
        seen.add(fields.submissionId);
        return isLatest && fields.outcome === "failed";
      });
      if (earlier === undefined) continue;
      const failure = parseStored(earlier, "failure", failureSchema);
      return { ...failure, completedAt: failure.completedAt as Instant } as EarlierFailure;
    }
    return undefined;
  },
});
