import * as z from "zod";
import type { Entity, Fields } from "../ports.ts";
import { present } from "../present.ts";
import { TIME_UNITS } from "../sla/clock-terms.ts";
import { noticeInForce } from "../sla/delay-notice.ts";
import { CLOCK_STATES, isOpen } from "../sla/review-clock.ts";
import type { ReviewRecord } from "../sla/review-record.ts";
import type { Stored } from "../stored.ts";
import { storedInstant } from "../stored-instant.ts";
import { partitionInList } from "./list-keys.ts";

/** What lists and reports show of one review. */
export const reviewSummarySchema = z.object({
  submissionId: z.string(),
  offerId: z.string(),
  offerName: z.string(),
  offerType: z.string(),
  publisherId: z.string(),
  state: z.enum(CLOCK_STATES),
  outcome: z.string().exactOptional(),
  submittedAt: storedInstant.exactOptional(),
  dueAt: storedInstant.exactOptional(),
  /** When the warning is due; absent for a clock that has stopped or waits. */
  warnAt: storedInstant.exactOptional(),
  stoppedAt: storedInstant.exactOptional(),
  reviewTimeInHours: z.number().exactOptional(),
  /** By when the publisher was told last to expect the result; absent while the due time is the only promise. */
  expectedAt: storedInstant.exactOptional(),
  /** True for a running clock whose calendar does not reach. */
  isProvisional: z.boolean(),
  /** Reference of the calendar, with the rest of the terms: what was promised. */
  calendar: z.string().exactOptional(),
  zone: z.string().exactOptional(),
  close: z.string().exactOptional(),
  unit: z.enum(TIME_UNITS).exactOptional(),
  amount: z.number().exactOptional(),
  /** Who took it on last, as they wrote it: untrusted text. Absent once the clock has stopped. */
  owner: z.string().exactOptional(),
  /** Until when it is theirs. */
  ownedUntil: storedInstant.exactOptional(),
});
export type ReviewSummary = Stored<typeof reviewSummarySchema> & {
  /** Partition of the review in the ledger. */
  readonly partition: string;
};

/** The properties of a review's row in the index and of its places in the lists. */
export const toSummaryFields = ({
  facts,
  terms,
  clock,
  reviewTimeInHours,
  acknowledgements,
  delayNotices = [],
}: ReviewRecord): Fields => {
  const owned = isOpen(clock) ? acknowledgements?.at(-1) : undefined;
  const expectedAt = noticeInForce(delayNotices, clock.dueAt)?.expectedAt;
  const warnAt = clock.steps.find(({ kind }) => kind === "slaWarning")?.at;
  return {
    submissionId: facts.submissionId,
    offerId: facts.offer.id,
    offerName: facts.offer.name,
    offerType: facts.offer.type,
    publisherId: facts.publisher.id,
    state: clock.state,
    isProvisional: clock.isProvisional,
    ...present({
      outcome: facts.result?.outcome,
      submittedAt: clock.submittedAt,
      dueAt: clock.dueAt,
      warnAt,
      stoppedAt: clock.stoppedAt,
      reviewTimeInHours,
      expectedAt,
    }),
    ...(terms === undefined
      ? {}
      : { calendar: terms.calendar, zone: terms.zone, close: terms.close, unit: terms.unit, amount: terms.amount }),
    ...(owned === undefined ? {} : { owner: owned.by, ownedUntil: owned.until }),
  };
};

/** What is shown of a row that says nothing: it is a copy, and the next event of its review mends it. */
const NOTHING_SAID = {
  submissionId: "",
  offerId: "",
  offerName: "",
  offerType: "",
  publisherId: "",
  state: "untracked",
  isProvisional: false,
} as const;

/** Reads such a row of any list. */
export const toSummary = ({ rowKey, fields }: Pick<Entity, "rowKey" | "fields">): ReviewSummary => {
  const { data = NOTHING_SAID } = reviewSummarySchema.safeParse({ ...NOTHING_SAID, ...fields });
  return { partition: partitionInList(rowKey), ...data };
};
