import type { Instant } from "../instant.ts";
import type { NoticeEvent } from "../notices/notice-schema.ts";
import type { Candidate } from "../notifications/candidate.ts";
import type { ReviewRecord } from "../sla/review-record.ts";
import type { StoredReview } from "./review-entity.ts";

/** What a due row turned out to be. */
export type DueVerdict =
  | {
      readonly kind: "announce";
      readonly candidate: Candidate;
      /** The review as it was read, for a clock. */
      readonly review?: StoredReview;
      /** What the world is told of it. */
      readonly notices?: readonly NoticeEvent[];
    }
  /** Look again at this instant, and not before. */
  | { readonly kind: "refile"; readonly at: Instant; readonly overdueCount?: number; readonly hinted?: boolean }
  /** Nothing to do any more; `notices` may not have been published by whoever did it. */
  | {
      readonly kind: "done";
      readonly notices?: readonly NoticeEvent[];
      /** What the review says, for a clock that rests. */
      readonly record?: ReviewRecord;
    }
  /** Points at nothing: perhaps not yet. */
  | { readonly kind: "stray" };
