import * as z from "zod";
import type { CompletedEvent } from "../certification/event.ts";
import { type Instant, parseInstant } from "../instant.ts";
import type { EarlierFailure } from "../notifications/mail-input.ts";
import type { Blobs, Entity, EntityStore, Fields } from "../ports.ts";
import type { ClockState } from "../sla/review-clock.ts";
import {
  INDEX_PARTITIONS,
  INDEXED,
  indexPartition,
  indexRange,
  indexRow,
  keptPartition,
  offerKey,
  PROVISIONAL_PARTITION,
} from "./keys.ts";
import { listAll, listRows } from "./list-rows.ts";
import { parseStored } from "./notification-entity.ts";
import { purgeWrite } from "./purge-index.ts";
import type { ReviewRecord } from "./review-entity.ts";
import { upsertAll } from "./upsert-all.ts";

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
  /** True for a running clock whose calendar does not reach. */
  readonly isProvisional: boolean;
  /** Reference of the calendar, with the rest of the terms: what was promised. */
  readonly calendar?: string;
  readonly zone?: string;
  readonly close?: string;
  readonly unit?: "businessDays" | "calendarDays";
  readonly amount?: number;
}

/** The index of all reviews: a copy in few partitions, so that a list needs few reads. Never authoritative; the next event of a review mends its row. */
export interface ReviewIndex {
  /** Writes the row of one review. Repeating it changes nothing. With `since`, when a new one was first heard of, it will be found once it is old. */
  put(partition: string, record: ReviewRecord, since?: Instant): Promise<void>;
  /** Writes the rows of many reviews in few requests. */
  putAll(reviews: readonly { readonly partition: string; readonly record: ReviewRecord }[]): Promise<void>;
  /** Every review, in no order that means anything. */
  all(): Promise<ReviewSummary[]>;
  /** Every review that there is, and what was kept of those that were purged: their times, without names. */
  allEver(): Promise<ReviewSummary[]>;
  /** The last failure of the same offer in another submission, before this result. */
  findEarlierFailure(event: CompletedEvent): Promise<EarlierFailure | undefined>;
}

/** The review index on an entity store. */
export const makeReviewIndex = (store: EntityStore): ReviewIndex => ({
  put: async (partition, record, since) => {
    const row = toRow(partition, record);
    await Promise.all([
      store.transact("index", row.partition, [
        { kind: "upsert", ...row },
        ...(since === undefined ? [] : [purgeWrite(since, partition, row.rowKey)]),
      ]),
      record.clock.isProvisional
        ? store.transact("state", PROVISIONAL_PARTITION, [{ kind: "upsert", rowKey: partition, fields: {} }])
        : undefined,
    ]);
  },
  putAll: async (reviews) => {
    await upsertAll(
      store,
      "index",
      reviews.map(({ partition, record }) => toRow(partition, record)),
    );
  },
  findEarlierFailure: async ({ submissionId, completedAt, offer, publisher }) => {
    const key = offerKey(publisher.id, offer.id);
    const rows = await listAll(store, "index", indexPartition(key), indexRange(key));
    const failures = rows
      .filter(({ blobs, fields }) => blobs.failure !== undefined && fields.submissionId !== submissionId)
      .map((row) => parseStored(row, "failure", failureSchema) as EarlierFailure)
      .filter((failure) => failure.completedAt < completedAt);
    return failures.sort((a, b) => (a.completedAt < b.completedAt ? -1 : 1)).at(-1);
  },
  all: async () => await readSummaries(store, INDEX_PARTITIONS),
  allEver: async () => {
    // In this order: what is purged in between is kept before it goes, so it is seen twice and never missed.
    const live = await readSummaries(store, INDEX_PARTITIONS);
    const kept = await readSummaries(store, INDEX_PARTITIONS.map(keptPartition));
    return [...new Map([...kept, ...live].map((summary) => [summary.partition, summary])).values()];
  },
});

const readSummaries = async (store: EntityStore, partitions: readonly string[]): Promise<ReviewSummary[]> => {
  const read = async (partition: string): Promise<ReviewSummary[]> =>
    (await listRows(store, "index", partition, INDEXED)).map(toSummary);
  return (await Promise.all(partitions.map(read))).flat();
};

const failureSchema = z.object({
  submissionId: z.string(),
  completedAt: z.string().refine((text) => parseInstant(text) !== undefined) as unknown as z.ZodType<Instant>,
  findings: z.array(
    z.object({ policy: z.string().optional(), title: z.string().optional(), plan: z.string().optional() }),
  ),
});

const toRow = (partition: string, record: ReviewRecord) => {
  const { submissionId, publisher, offer, result } = record.facts;
  const key = offerKey(publisher.id, offer.id);
  const failure = result?.outcome === "failed" && {
    submissionId,
    completedAt: result.completedAt,
    findings: result.failedOn ?? [],
  };
  const blobs: Blobs = failure === false || failure === undefined ? {} : { failure: JSON.stringify(failure) };
  return { partition: indexPartition(key), rowKey: indexRow(key, partition), fields: toFields(record), blobs };
};

const toFields = ({ facts, terms, clock, reviewTimeInHours }: ReviewRecord): Fields => {
  const warnAt = clock.steps.find(({ kind }) => kind === "slaWarning")?.at;
  return {
    submissionId: facts.submissionId,
    offerId: facts.offer.id,
    offerName: facts.offer.name,
    offerType: facts.offer.type,
    publisherId: facts.publisher.id,
    state: clock.state,
    isProvisional: clock.isProvisional,
    ...(facts.result === undefined ? {} : { outcome: facts.result.outcome }),
    ...(clock.submittedAt === undefined ? {} : { submittedAt: clock.submittedAt }),
    ...(clock.dueAt === undefined ? {} : { dueAt: clock.dueAt }),
    ...(warnAt === undefined ? {} : { warnAt }),
    ...(clock.stoppedAt === undefined ? {} : { stoppedAt: clock.stoppedAt }),
    ...(reviewTimeInHours === undefined ? {} : { reviewTimeInHours }),
    ...(terms === undefined
      ? {}
      : { calendar: terms.calendar, zone: terms.zone, close: terms.close, unit: terms.unit, amount: terms.amount }),
  };
};

const toSummary = ({ rowKey, fields }: Entity): ReviewSummary => {
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
    calendar: text("calendar"),
    zone: text("zone"),
    close: text("close"),
    unit: text("unit"),
    amount: number("amount"),
  };
  const present = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined));
  return {
    partition: rowKey.slice(rowKey.indexOf("|") + 1),
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
