import type { Instant } from "../instant.ts";
import type { StoredReview } from "../ledger/review-entity.ts";
import type { NoticeEvent } from "../ports.ts";
import type { Candidate } from "./announce.ts";

/** What a due row turned out to be. */
export type Verdict =
  | {
      readonly kind: "announce";
      readonly candidate: Candidate;
      /** The review as it was read, for a clock. */
      readonly review?: StoredReview;
      /** What the world is told of it. */
      readonly notice?: NoticeEvent;
    }
  /** Look again at this instant, and not before. */
  | { readonly kind: "refile"; readonly at: Instant; readonly overdueCount?: number; readonly hinted?: boolean }
  | { readonly kind: "done" }
  /** Points at nothing: perhaps not yet. */
  | { readonly kind: "stray" };
