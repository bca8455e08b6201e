import * as z from "zod";
import type { Instant } from "../instant.ts";
import type { Stored } from "../stored.ts";
import { storedInstant } from "../stored-instant.ts";

/** How much a finding matters: `blocking` must be fixed, `advisory` should be. */
export const SEVERITIES = ["blocking", "advisory"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** The verdict of a review. */
export const OUTCOMES = ["passed", "passedWithNotes", "failed"] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** One thing the reviewer found. Every text is untrusted. */
export const findingSchema = z.object({
  policy: z.string().exactOptional(),
  title: z.string().exactOptional(),
  message: z.string(),
  severity: z.enum(SEVERITIES),
  plan: z.string().exactOptional(),
  url: z.string().exactOptional(),
});
export type Finding = Stored<typeof findingSchema>;

/** What was submitted. */
export const offerSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** Any identifier that an offer type is known by, as the producer wrote it. */
  type: z.string(),
  url: z.string().exactOptional(),
});
export type Offer = Stored<typeof offerSchema>;

/** Who submitted it. */
export const publisherSchema = z.object({
  id: z.string(),
  name: z.string().exactOptional(),
  locale: z.string().exactOptional(),
});
export type Publisher = Stored<typeof publisherSchema>;

/** A person at the publisher who gets mail. */
export const contactSchema = z.object({
  email: z.string(),
  name: z.string().exactOptional(),
  role: z.string().exactOptional(),
});
export type Contact = Stored<typeof contactSchema>;

/** Facts about the review that conditions of a review time ask for. */
export const reviewTraitsSchema = z.object({
  optionalCertification: z.boolean().exactOptional(),
  resubmission: z.boolean().exactOptional(),
});
export type ReviewTraits = Stored<typeof reviewTraitsSchema>;

/** What an event tells of. */
export const EVENT_KINDS = ["submitted", "completed", "cancelled", "paused", "resumed"] as const;

const common = z.object({
  /** SHA-256 of `source` and `id`: equal for a repeated event. */
  eventKey: z.string(),
  source: z.string(),
  id: z.string(),
  /** When the producer says it made the event, if it says so. */
  time: storedInstant.exactOptional(),
  submissionId: z.string(),
  offer: offerSchema,
  publisher: publisherSchema,
  contacts: z.array(contactSchema),
  submittedAt: storedInstant.exactOptional(),
  reportUrl: z.string().exactOptional(),
  environment: z.string().exactOptional(),
  attempt: z.number().exactOptional(),
  traits: reviewTraitsSchema,
});

const submitted = common.extend({ kind: z.literal("submitted"), submittedAt: storedInstant });

const completed = common.extend({
  kind: z.literal("completed"),
  completedAt: storedInstant,
  outcome: z.enum(OUTCOMES),
  findings: z.array(findingSchema),
  /** Kept when texts of the event were erased: what the result is known by. */
  resultKey: z.string().exactOptional(),
});
/** The result of a review. */
export type CompletedEvent = Stored<typeof completed>;

const cancelled = common.extend({ kind: z.literal("cancelled"), cancelledAt: storedInstant });

const pausedOrResumed = common.extend({
  kind: z.enum(["paused", "resumed"]),
  at: storedInstant,
  reason: z.string().exactOptional(),
});

/** One valid certification event: a review starts, has its result, or was withdrawn; its clock waits, or goes on. */
export const certificationEventSchema = z.discriminatedUnion("kind", [
  submitted,
  completed,
  cancelled,
  pausedOrResumed,
]);
export type CertificationEvent = Stored<typeof certificationEventSchema>;

/** The instant at which what the event tells of happened. */
export const happenedAt = (event: CertificationEvent): Instant => {
  switch (event.kind) {
    case "submitted":
      return event.submittedAt;
    case "completed":
      return event.completedAt;
    case "cancelled":
      return event.cancelledAt;
    default:
      return event.at;
  }
};
