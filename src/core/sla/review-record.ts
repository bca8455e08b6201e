import type { ReviewFacts } from "../certification/review.ts";
import type { Instant } from "../instant.ts";
import type { Acknowledgement } from "./acknowledgement.ts";
import type { ClockTerms } from "./clock-terms.ts";
import type { DelayNotice } from "./delay-notice.ts";
import type { Announcement, ReviewClock } from "./review-clock.ts";

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
