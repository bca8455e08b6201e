import type { Instant } from "../instant.ts";

/** What Partner Center calls the state of a submission; `unknown` for a word that we do not know. */
export const STATES = ["inProgress", "published"] as const;

/** What Partner Center calls the substate of a submission; `unknown` for a word that we do not know. */
export const SUBSTATES = [
  "inDraft",
  "submitted",
  "cancelled",
  "failed",
  "failedInCertification",
  "readyToPublish",
  "publishing",
  "published",
  "inStore",
] as const;

/** How far Partner Center is with a change of a submission; `unknown` for a word that we do not know. */
export const UPDATES = ["running", "completed", "failed"] as const;

/** What a certification report says; `unknown` also stands for a word that we do not know. */
export const REPORT_STATUSES = ["pending", "failed", "passed", "passedWithNotes"] as const;

/** One of these words, or one that we do not know. */
export type Known<T extends readonly string[]> = T[number] | "unknown";

/** A submission as Partner Center shows it. */
export interface SubmissionSeen {
  readonly id: string;
  readonly state: Known<typeof STATES>;
  readonly substate: Known<typeof SUBSTATES>;
  /** Absent when nothing about it is to be changed. */
  readonly update?: Known<typeof UPDATES>;
  /** Where it is to be published: `preview` or `live`. */
  readonly environment?: string;
}

/** A certification report of a submission. */
export interface ReportSeen {
  readonly status: Known<typeof REPORT_STATUSES>;
  readonly reportedAt?: Instant;
  readonly fileUri?: string;
}

/** One way of a submission through the phases of publishing. */
export interface WorkflowSeen {
  readonly type: string;
  readonly startedAt?: Instant;
  readonly completedAt?: Instant;
  readonly steps: readonly {
    readonly name: string;
    readonly completedAt?: Instant;
  }[];
}

/** A product as Partner Center shows it. */
export interface ProductSeen {
  readonly name?: string;
  /** The id that its publisher gave the offer. */
  readonly offerId?: string;
}
