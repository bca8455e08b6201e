import * as z from "zod";
import { canonicalJson, sha256 } from "../hash.ts";
import { present } from "../present.ts";
import type { Stored } from "../stored.ts";
import { storedInstant } from "../stored-instant.ts";
import {
  type CertificationEvent,
  type CompletedEvent,
  certificationEventSchema,
  contactSchema,
  findingSchema,
  happenedAt,
  OUTCOMES,
  offerSchema,
  publisherSchema,
  reviewTraitsSchema,
} from "./event.ts";

/** An event as the ledger keeps it. `sequence` counts the arrivals of one review from 1. */
export const recordedEventSchema = z.object({
  event: certificationEventSchema,
  sequence: z.int(),
  bodyHash: z.string(),
  recordedAt: storedInstant,
});
export type RecordedEvent = Stored<typeof recordedEventSchema>;

/** One finding of a failure, without its text. */
export const failedOnSchema = findingSchema.pick({ policy: true, title: true, plan: true });
export type FailedOn = Stored<typeof failedOnSchema>;

/** The result that counts. Two results with the same key say the same. */
const reviewResultSchema = z.object({
  eventKey: z.string(),
  resultKey: z.string(),
  completedAt: storedInstant,
  outcome: z.enum(OUTCOMES),
  /** What a failure is about, in few words: the offer's next failure is compared with it. */
  failedOn: z.array(failedOnSchema).exactOptional(),
});
export type ReviewResult = Stored<typeof reviewResultSchema>;

/** What a review's events say together. */
export const reviewFactsSchema = z.object({
  submissionId: z.string(),
  offer: offerSchema,
  publisher: publisherSchema,
  contacts: z.array(contactSchema),
  traits: reviewTraitsSchema,
  submittedAt: storedInstant.exactOptional(),
  environment: z.string().exactOptional(),
  attempt: z.number().exactOptional(),
  result: reviewResultSchema.exactOptional(),
  /** Set when the submission was withdrawn and no later result exists. */
  cancelledAt: storedInstant.exactOptional(),
});
export type ReviewFacts = Stored<typeof reviewFactsSchema>;

/** The same result has the same `completedAt`, outcome and findings, in whatever order it lists them. One whose texts were erased since keeps its key. */
export const resultKeyOf = ({ completedAt, outcome, findings, resultKey }: CompletedEvent): string =>
  resultKey ?? sha256(canonicalJson([completedAt, outcome, findings.map(canonicalJson).sort()])).slice(0, 32);

/** Order of events: by their own instant, then by arrival, so that of two results of one instant the later to arrive counts. */
export const byInstant = (a: RecordedEvent, b: RecordedEvent): number => {
  const [x, y] = [happenedAt(a.event), happenedAt(b.event)];
  return x < y ? -1 : x > y ? 1 : a.sequence - b.sequence;
};

/** The result that an event with this key told; undefined when there is none. */
export const completedEvent = (
  events: readonly RecordedEvent[],
  eventKey: string | undefined,
): CompletedEvent | undefined => {
  const event = events.find((recorded) => recorded.event.eventKey === eventKey)?.event;
  return event?.kind === "completed" ? event : undefined;
};

/** Folds a review's events, in any order of arrival, to what they say together. Needs at least one event. */
export const foldReview = (recorded: readonly RecordedEvent[]): ReviewFacts => {
  const events = [...recorded].sort(byInstant).map(({ event }) => event);
  const last = events.at(-1);
  if (last === undefined) throw new TypeError("Expected at least one event, got none.");
  const submitted = events.find((event) => event.kind === "submitted");
  const submittedAt = submitted?.submittedAt ?? lastOf(events, (event) => event.submittedAt);
  const environment = lastOf(events, (event) => event.environment);
  const attempt = lastOf(events, (event) => event.attempt);
  const result = lastOf(events, (event) => (event.kind === "completed" ? toResult(event) : undefined));
  const cancelledAt = lastOf(events, (event) => (event.kind === "cancelled" ? event.cancelledAt : undefined));
  const isCancelled = cancelledAt !== undefined && (result === undefined || cancelledAt >= result.completedAt);
  return {
    submissionId: last.submissionId,
    offer: last.offer,
    publisher: Object.assign({}, ...events.map(({ publisher }) => publisher)),
    contacts: lastOf(events, (event) => (event.contacts.length > 0 ? event.contacts : undefined)) ?? [],
    traits: Object.assign({}, ...events.map(({ traits }) => traits)),
    ...present({ submittedAt, environment, attempt, result }),
    ...(isCancelled ? { cancelledAt } : {}),
  };
};

const toResult = (event: CompletedEvent): ReviewResult => ({
  eventKey: event.eventKey,
  resultKey: resultKeyOf(event),
  completedAt: event.completedAt,
  outcome: event.outcome,
  ...(event.outcome === "failed"
    ? { failedOn: event.findings.map(({ policy, title, plan }) => present({ policy, title, plan })) }
    : {}),
});

const lastOf = <T>(
  events: readonly CertificationEvent[],
  pick: (event: CertificationEvent) => T | undefined,
): T | undefined => events.reduce<T | undefined>((found, event) => pick(event) ?? found, undefined);
