import * as z from "zod";
import { reviewFactsSchema } from "../certification/review.ts";
import type { Stored } from "../stored.ts";
import { storedInstant } from "../stored-instant.ts";
import { acknowledgementSchema } from "./acknowledgement.ts";
import { clockTermsSchema } from "./clock-terms.ts";
import { delayNoticeSchema } from "./delay-notice.ts";
import { announcementSchema, reviewClockSchema } from "./review-clock.ts";

/** A clock that was put on another version of its calendar. */
export const repinSchema = z.object({
  at: storedInstant,
  /** References of the calendar before and after. */
  from: z.string(),
  to: z.string(),
  dueAtBefore: storedInstant.exactOptional(),
  dueAtAfter: storedInstant.exactOptional(),
});
export type Repin = Stored<typeof repinSchema>;

/** What the ledger keeps of a review: the fold of its events, its clock with the terms it pinned, and what was announced. */
export const reviewRecordSchema = z.object({
  facts: reviewFactsSchema,
  /** Absent while nothing started the clock, and for a review without a promised time. */
  terms: clockTermsSchema.exactOptional(),
  clock: reviewClockSchema,
  announcements: z.array(announcementSchema),
  /** Entries of the timeline, oldest first; absent for a clock that keeps the calendar it started with. */
  repins: z.array(repinSchema).exactOptional(),
  /** Who took the review on, oldest first; absent while nobody has. */
  acknowledgements: z.array(acknowledgementSchema).exactOptional(),
  /** What the publisher was told of a delay, oldest first; absent while nothing was. */
  delayNotices: z.array(delayNoticeSchema).exactOptional(),
  /** Business hours from submission to result, pauses left out; absent while there is no result to judge. */
  reviewTimeInHours: z.number().exactOptional(),
  /** Which version of our texts its failure was told with, by policy; absent while it has not failed. */
  texts: z.object({ resultKey: z.string(), versions: z.record(z.string(), z.string()) }).exactOptional(),
  /** When the sweep has to look at the clock next; absent when never. */
  nextStepAt: storedInstant.exactOptional(),
  /** Remarks for people: a coverage gap, a submission from the future. */
  flags: z.array(z.string()),
});
export type ReviewRecord = Stored<typeof reviewRecordSchema>;
