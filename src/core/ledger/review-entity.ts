import * as z from "zod";
import type { RecordedEvent, ReviewFacts } from "../certification/review.ts";
import type { Instant } from "../instant.ts";
import type { Blobs, Entity, Fields, Write } from "../ports.ts";
import { present } from "../present.ts";
import type { Acknowledgement } from "../sla/acknowledgement.ts";
import type { ClockTerms } from "../sla/clock-terms.ts";
import type { DelayNotice } from "../sla/delay-notice.ts";
import type { Announcement, ReviewClock } from "../sla/review-clock.ts";
import { REVIEW_ROW } from "./keys.ts";
import { parseStored, rowOf } from "./notification-entity.ts";
import { storedInstant } from "./stored-instant.ts";

/** A clock that was put on another version of its calendar. */
export interface Repin {
  readonly at: Instant;
  /** References of the calendar before and after. */
  readonly from: string;
  readonly to: string;
  readonly dueAtBefore?: Instant;
  readonly dueAtAfter?: Instant;
}

/** What the ledger keeps of a review: the fold of its events, its clock with the terms it pinned, and what was announced. */
export interface ReviewRecord {
  readonly facts: ReviewFacts;
  /** Absent while nothing started the clock, and for a review without a promised time. */
  readonly terms?: ClockTerms;
  readonly clock: ReviewClock;
  readonly announcements: readonly Announcement[];
  /** Entries of the timeline, oldest first; absent for a clock that keeps the calendar it started with. */
  readonly repins?: readonly Repin[];
  /** Who took the review on, oldest first; absent while nobody has. */
  readonly acknowledgements?: readonly Acknowledgement[];
  /** What the publisher was told of a delay, oldest first; absent while nothing was. */
  readonly delayNotices?: readonly DelayNotice[];
  /** Business hours from submission to result, pauses left out; absent while there is no result to judge. */
  readonly reviewTimeInHours?: number;
  /** Which version of our texts its failure was told with, by policy; absent while it has not failed. */
  readonly texts?: { readonly resultKey: string; readonly versions: Readonly<Record<string, string>> };
  /** When the sweep has to look at the clock next; absent when never. */
  readonly nextStepAt?: Instant;
  /** Remarks for people: a coverage gap, a submission from the future. */
  readonly flags: readonly string[];
}

/** A review with the etag to change it by. */
export interface StoredReview {
  readonly record: ReviewRecord;
  readonly etag: string;
}

const recordSchema = rowOf<ReviewRecord>(
  z.object({
    facts: z.object({
      submissionId: z.string(),
      offer: z.object({ id: z.string(), name: z.string(), type: z.string() }),
    }),
    clock: z.object({ state: z.string() }),
    announcements: z.array(z.object({ kind: z.string() })),
    flags: z.array(z.string()),
  }),
);

/** The write that puts a review in place: an insert when it is new, else a replace by its etag. */
export const toReviewWrite = (record: ReviewRecord, etag: string | undefined): Write => {
  const row = { rowKey: REVIEW_ROW, fields: toReviewFields(record), blobs: { review: JSON.stringify(record) } };
  return etag === undefined ? { kind: "insert", ...row } : { kind: "replace", etag, ...row };
};

/** The properties that people look for in the table. */
const toReviewFields = ({ facts, clock, nextStepAt }: ReviewRecord): Fields => ({
  submissionId: facts.submissionId,
  offerId: facts.offer.id,
  offerType: facts.offer.type,
  publisherId: facts.publisher.id,
  state: clock.state,
  ...present({ dueAt: clock.dueAt, nextStepAt, outcome: facts.result?.outcome }),
});

/** Reads a review's row; throws `ENTITY_INVALID` when it was edited to nonsense. */
export const fromReviewEntity = (entity: Entity): StoredReview => ({
  record: parseStored(entity, "review", recordSchema),
  etag: entity.etag,
});

const recordedSchema = rowOf<RecordedEvent>(
  z.object({
    event: z.object({ kind: z.string(), eventKey: z.string(), submissionId: z.string() }),
    sequence: z.int(),
    bodyHash: z.string(),
    recordedAt: storedInstant,
  }),
);

/** The properties of an event's row: as parsed for us, and as received for whoever wants to know. */
export const toEventEntity = (recorded: RecordedEvent, body: string): { fields: Fields; blobs: Blobs } => ({
  fields: {
    type: recorded.event.kind,
    eventId: recorded.event.id,
    source: recorded.event.source,
    sequence: recorded.sequence,
    recordedAt: recorded.recordedAt,
  },
  blobs: { event: JSON.stringify(recorded), body },
});

/** Reads an event's row; throws `ENTITY_INVALID` when it was edited to nonsense. */
export const fromEventEntity = (entity: Entity): RecordedEvent => parseStored(entity, "event", recordedSchema);
