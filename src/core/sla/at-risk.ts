import * as z from "zod";
import type { Instant } from "../instant.ts";
import type { Stored } from "../stored.ts";
import { storedInstant } from "../stored-instant.ts";
import type { ReportedReview } from "./attainment.ts";

/** One open review that is late, or whose warning time has come. */
export const reviewAtRiskSchema = z.object({
  submissionId: z.string(),
  offerType: z.string(),
  publisherId: z.string(),
  dueAt: storedInstant,
  isLate: z.boolean(),
});
export type ReviewAtRisk = Stored<typeof reviewAtRiskSchema>;

/** Open reviews that are late or past their warning time at `now`, the longest late first. Never leaves out one that is late. */
export const reviewsAtRisk = (reviews: readonly ReportedReview[], now: Instant): ReviewAtRisk[] =>
  reviews
    .flatMap(({ submissionId, offerType, publisherId, clock: { dueAt, stoppedAt, steps } }) => {
      if (dueAt === undefined || stoppedAt !== undefined) return [];
      const isLate = dueAt < now;
      const isWarned = steps.some(({ kind, at }) => kind === "slaWarning" && at <= now);
      return isLate || isWarned ? [{ submissionId, offerType, publisherId, dueAt, isLate }] : [];
    })
    .sort((a, b) => {
      if (a.dueAt !== b.dueAt) return a.dueAt < b.dueAt ? -1 : 1;
      return a.submissionId < b.submissionId ? -1 : 1;
    });
