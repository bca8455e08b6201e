import { canonicalJson } from "../src/core/hash.ts";
import { type Instant, instant } from "../src/core/instant.ts";
import { REVIEW_ROW } from "../src/core/ledger/keys.ts";
import { fromReviewEntity } from "../src/core/ledger/review-entity.ts";
import { makeReviewIndex } from "../src/core/ledger/review-index.ts";
import type { AttainmentReport } from "../src/core/sla/attainment-report.ts";
import type { ReviewRecord } from "../src/core/sla/review-record.ts";
import { makeReportAttainment } from "../src/core/verbs/report-attainment.ts";
import type { ObservedStore } from "./observed-store.ts";

const PERIOD = { from: "2026-11-01", to: "2026-12-31" } as const;
const YEARS_LATER: Instant = instant("2028-06-01T00:00:00Z");

/** The figures of a run's period, as they are seen years later: the same for every ledger that holds the same reviews, however much of them is purged. */
export const readReport = async (store: ObservedStore): Promise<AttainmentReport> => {
  const clock = { now: () => YEARS_LATER, sleep: async () => {} };
  return await makeReportAttainment({ index: makeReviewIndex(store), clock, zone: "America/Los_Angeles" })(PERIOD);
};

/** What the report counts otherwise than the reviews say; one sentence each. */
export const findMiscounted = async (store: ObservedStore): Promise<string[]> => {
  const { total } = await readReport(store);
  const records = store
    .dump("reviews")
    .filter(({ rowKey }) => rowKey === REVIEW_ROW)
    .map((row) => fromReviewEntity(row).record);
  const inTime = records.flatMap(wasInTime);
  const afterNotice = records.flatMap(wasInTimeAfterNotice);
  return [
    ...differ("finished in time", inTime, total.closedOnly),
    ...differ("kept after a notice of delay", afterNotice, total.keptAfterNotice),
  ];
};

const differ = (
  what: string,
  each: readonly boolean[],
  { kept, of }: { readonly kept: number; readonly of: number },
): string[] => {
  const expected = { kept: each.filter((isKept) => isKept).length, of: each.length };
  return canonicalJson({ kept, of }) === canonicalJson(expected)
    ? []
    : [`the report says ${kept} of ${of} ${what}, and it is ${expected.kept} of ${expected.of}`];
};

/** By the due time alone: a date that was told since mends nothing. */
const wasInTime = ({ clock: { state, dueAt, stoppedAt } }: ReviewRecord): boolean[] =>
  (state !== "met" && state !== "metLate") || dueAt === undefined || stoppedAt === undefined
    ? []
    : [stoppedAt <= dueAt];

/** By the last date that was told, if the review was not due later; one that was withdrawn before it broke no promise. */
const wasInTimeAfterNotice = ({ clock, delayNotices = [] }: ReviewRecord): boolean[] => {
  const { state, dueAt, stoppedAt } = clock;
  const expectedAt = delayNotices.at(-1)?.expectedAt;
  if (expectedAt === undefined || (dueAt !== undefined && expectedAt <= dueAt)) return [];
  if (stoppedAt === undefined || stoppedAt > expectedAt) return [false];
  return state === "cancelled" ? [] : [state === "met" || state === "metLate"];
};
