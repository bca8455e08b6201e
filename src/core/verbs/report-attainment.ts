import { canonicalOfferType } from "../articles/offer-types.ts";
import type { ReviewIndex } from "../ledger/review-index.ts";
import type { ReviewSummary } from "../ledger/review-summary.ts";
import type { Clock } from "../ports.ts";
import { present } from "../present.ts";
import { reviewsAtRisk } from "../sla/at-risk.ts";
import { type ReportedReview, toAttainment } from "../sla/attainment.ts";
import { toAttainmentGroups } from "../sla/attainment-groups.ts";
import type { AttainmentReport } from "../sla/attainment-report.ts";
import { parseReportRequest, type ReportQuery } from "../sla/report-request.ts";

/** What `makeReportAttainment` needs. */
export interface ReportDeps {
  readonly index: ReviewIndex;
  readonly clock: Clock;
  /** Zone whose days and weeks the report goes by. */
  readonly zone: string;
}

/** Reports on a period, by default the last 12 weeks. Throws `REQUEST_INVALID` whose problems name every wrong part of the query. */
export type ReportAttainment = (query: ReportQuery) => Promise<AttainmentReport>;

/** Makes the report from the review index. */
export const makeReportAttainment =
  ({ index, clock, zone }: ReportDeps): ReportAttainment =>
  async (query) => {
    const now = clock.now();
    const { period, by } = parseReportRequest(query, now, zone);
    const summaries = await index.allEver();
    const reviews = summaries.map(toReported);
    const names = new Map(summaries.map(({ submissionId, offerName }) => [submissionId, offerName]));
    const weeks = toAttainmentGroups(reviews, "week", period, now, zone);
    return {
      ...period,
      asOf: now,
      zone,
      by,
      total: toAttainment(reviews, period, now),
      groups: by === "week" ? weeks : toAttainmentGroups(reviews, by, period, now, zone),
      weeks,
      atRisk: reviewsAtRisk(reviews, now).map((one) => ({ ...one, offerName: names.get(one.submissionId) ?? "" })),
      notJudged: {
        paused: summaries.filter(({ state }) => state === "paused").length,
        untracked: summaries.filter(({ state }) => state === "untracked").length,
        provisional: summaries.filter(({ isProvisional }) => isProvisional).length,
      },
    };
  };

const toReported = (summary: ReviewSummary): ReportedReview => {
  const { submissionId, offerType, publisherId, state, submittedAt, dueAt, stoppedAt, warnAt } = summary;
  const { reviewTimeInHours, expectedAt } = summary;
  return {
    submissionId,
    // Producers write one type in several ways; the report counts it once.
    offerType: canonicalOfferType(offerType) ?? offerType,
    publisherId,
    clock: {
      state,
      ...present({ submittedAt, dueAt, stoppedAt }),
      steps: warnAt === undefined ? [] : [{ kind: "slaWarning", n: 1, at: warnAt, isDone: false }],
    },
    ...present({ reviewTimeInHours, expectedAt }),
  };
};
