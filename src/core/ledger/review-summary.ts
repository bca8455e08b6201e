import { type Instant, parseInstant } from "../instant.ts";
import type { Entity, Fields } from "../ports.ts";
import { present } from "../present.ts";
import { noticeInForce } from "../sla/delay-notice.ts";
import { type ClockState, isOpen } from "../sla/review-clock.ts";
import type { ReviewRecord } from "../sla/review-record.ts";
import { partitionInList } from "./list-keys.ts";

/** What lists and reports show of one review. */
export interface ReviewSummary {
  /** Partition of the review in the ledger. */
  readonly partition: string;
  readonly submissionId: string;
  readonly offerId: string;
  readonly offerName: string;
  readonly offerType: string;
  readonly publisherId: string;
  readonly state: ClockState;
  readonly outcome?: string;
  readonly submittedAt?: Instant;
  readonly dueAt?: Instant;
  /** When the warning is due; absent for a clock that has stopped or waits. */
  readonly warnAt?: Instant;
  readonly stoppedAt?: Instant;
  readonly reviewTimeInHours?: number;
  /** By when the publisher was told last to expect the result; absent while the due time is the only promise. */
  readonly expectedAt?: Instant;
  /** True for a running clock whose calendar does not reach. */
  readonly isProvisional: boolean;
  /** Reference of the calendar, with the rest of the terms: what was promised. */
  readonly calendar?: string;
  readonly zone?: string;
  readonly close?: string;
  readonly unit?: "businessDays" | "calendarDays";
  readonly amount?: number;
  /** Who took it on last, as they wrote it: untrusted text. Absent once the clock has stopped. */
  readonly owner?: string;
  /** Until when it is theirs. */
  readonly ownedUntil?: Instant;
}

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

/** Reads such a row of any list. */
export const toSummary = ({ rowKey, fields }: Pick<Entity, "rowKey" | "fields">): ReviewSummary => {
  const text = (name: string): string | undefined => {
    const value = fields[name];
    return typeof value === "string" ? value : undefined;
  };
  const number = (name: string): number | undefined => {
    const value = fields[name];
    return typeof value === "number" ? value : undefined;
  };
  const optional = {
    outcome: text("outcome"),
    submittedAt: parseInstant(text("submittedAt") ?? ""),
    dueAt: parseInstant(text("dueAt") ?? ""),
    warnAt: parseInstant(text("warnAt") ?? ""),
    stoppedAt: parseInstant(text("stoppedAt") ?? ""),
    reviewTimeInHours: number("reviewTimeInHours"),
    expectedAt: parseInstant(text("expectedAt") ?? ""),
    calendar: text("calendar"),
    zone: text("zone"),
    close: text("close"),
    unit: text("unit"),
    amount: number("amount"),
    owner: text("owner"),
    ownedUntil: parseInstant(text("ownedUntil") ?? ""),
  };
  const present = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined));
  return {
    partition: partitionInList(rowKey),
    submissionId: text("submissionId") ?? "",
    offerId: text("offerId") ?? "",
    offerName: text("offerName") ?? "",
    offerType: text("offerType") ?? "",
    publisherId: text("publisherId") ?? "",
    state: (text("state") ?? "untracked") as ClockState,
    isProvisional: fields.isProvisional === true,
    ...present,
  };
};
