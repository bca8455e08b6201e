import type { Instant } from "../instant.ts";

/** How much a finding matters: `blocking` must be fixed, `advisory` should be. */
export type Severity = "blocking" | "advisory";

/** The verdict of a review. */
export type Outcome = "passed" | "passedWithNotes" | "failed";

/** One thing the reviewer found. Every text is untrusted. */
export interface Finding {
  readonly policy?: string;
  readonly title?: string;
  readonly message: string;
  readonly severity: Severity;
  readonly plan?: string;
  readonly url?: string;
}

/** What was submitted. */
export interface Offer {
  readonly id: string;
  readonly name: string;
  /** Any identifier that an offer type is known by, as the producer wrote it. */
  readonly type: string;
  readonly url?: string;
}

/** Who submitted it. */
export interface Publisher {
  readonly id: string;
  readonly name?: string;
  readonly locale?: string;
}

/** A person at the publisher who gets mail. */
export interface Contact {
  readonly email: string;
  readonly name?: string;
  readonly role?: string;
}

/** Facts about the review that conditions of a review time ask for. */
export interface ReviewTraits {
  readonly optionalCertification?: boolean;
  readonly resubmission?: boolean;
}

interface EventCommon {
  /** SHA-256 of `source` and `id`: equal for a repeated event. */
  readonly eventKey: string;
  readonly source: string;
  readonly id: string;
  /** When the producer says it made the event, if it says so. */
  readonly time?: Instant;
  readonly submissionId: string;
  readonly offer: Offer;
  readonly publisher: Publisher;
  readonly contacts: readonly Contact[];
  readonly submittedAt?: Instant;
  readonly reportUrl?: string;
  readonly environment?: string;
  readonly attempt?: number;
  readonly traits: ReviewTraits;
}

/** A review starts. */
export interface SubmittedEvent extends EventCommon {
  readonly kind: "submitted";
  readonly submittedAt: Instant;
}

/** The result of a review. */
export interface CompletedEvent extends EventCommon {
  readonly kind: "completed";
  readonly completedAt: Instant;
  readonly outcome: Outcome;
  readonly findings: readonly Finding[];
  /** Kept when texts of the event were erased: what the result is known by. */
  readonly resultKey?: string;
}

/** The submission was withdrawn. */
export interface CancelledEvent extends EventCommon {
  readonly kind: "cancelled";
  readonly cancelledAt: Instant;
}

/** The clock waits, or goes on. */
export interface PausedOrResumedEvent extends EventCommon {
  readonly kind: "paused" | "resumed";
  readonly at: Instant;
  readonly reason?: string;
}

/** One valid certification event. */
export type CertificationEvent = SubmittedEvent | CompletedEvent | CancelledEvent | PausedOrResumedEvent;

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
