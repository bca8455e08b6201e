import { type RecordedEvent, recordedEventSchema } from "../certification/review.ts";
import type { Entity, Fields, Write } from "../ports.ts";
import { present } from "../present.ts";
import { type ReviewRecord, reviewRecordSchema } from "../sla/review-record.ts";
import { eventRow, REVIEW_ROW } from "./keys.ts";
import { parseStored } from "./parse-row.ts";

/** A review with the etag to change it by. */
export interface StoredReview {
  readonly record: ReviewRecord;
  readonly etag: string;
}

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
  record: parseStored(entity, "review", reviewRecordSchema),
  etag: entity.etag,
});

/** The write that adds an event: as parsed for us, and as received for whoever wants to know. */
export const toEventWrite = (recorded: RecordedEvent, body: string): Write => ({
  kind: "insert",
  rowKey: eventRow(recorded.event.eventKey),
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
export const fromEventEntity = (entity: Entity): RecordedEvent => parseStored(entity, "event", recordedEventSchema);
