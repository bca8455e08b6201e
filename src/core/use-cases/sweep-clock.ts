import type { Instant } from "../instant.ts";
import { ALERTS_PARTITION, announcementRow, REVIEW_ROW } from "../ledger/keys.ts";
import { fromReviewEntity, type ReviewRecord, toReviewWrite } from "../ledger/review-entity.ts";
import { readReview, untilWritten } from "../ledger/review-rows.ts";
import type { EntityStore } from "../ports.ts";
import type { CalendarCatalogue } from "../sla/calendar-catalogue.ts";
import type { Announcement, ClockStep } from "../sla/review-clock.ts";
import { announcementKey, nextStep } from "../sla/next-step.ts";
import { foldReviewClock, nextStepAt } from "./keep-record.ts";
import type { DueEntry, Verdict } from "./sweep-sla.ts";

/** What working on a clock needs. */
export interface ClockDeps {
  readonly store: EntityStore;
  readonly calendars: CalendarCatalogue;
}

/** What a review's clock has to say now. */
export const clockCandidate = async ({ store }: ClockDeps, { id }: DueEntry, now: Instant): Promise<Verdict> => {
  const entity = await store.get("reviews", id, REVIEW_ROW);
  if (entity === undefined) return { kind: "stray" };
  const { record } = fromReviewEntity(entity);
  const { announce, nextAt } = nextStep(record.clock, now);
  if (announce !== undefined) {
    const cause = causeOf(id, record, announce);
    return { kind: "announce", candidate: { cause, kind: announce.kind, partition: id, n: announce.n } };
  }
  return nextAt === undefined ? { kind: "done" } : { kind: "refile", at: nextAt };
};

/** What an announcement is known by: the review, its clock (another due time is another clock), and the step. */
const causeOf = (partition: string, { clock }: ReviewRecord, step: ClockStep): string =>
  `${partition}|${announcementKey(clock.dueAt ?? step.at, step)}`;

/** Lets a review learn of its announcement, and gives the instant at which to look at it again; undefined for never. */
export const settleClock = async (
  deps: ClockDeps,
  { id, at }: DueEntry,
  now: Instant,
): Promise<Instant | undefined> => {
  const { store, calendars } = deps;
  const settled = await untilWritten(async (): Promise<{ nextAt: Instant | undefined } | undefined> => {
    const { review, events } = await readReview(store, id);
    if (review === undefined) return { nextAt: undefined };
    const { record, etag } = review;
    const { announce, skipped, nextAt } = nextStep(record.clock, now);
    if (announce === undefined) return { nextAt };
    const row = await store.get("reviews", ALERTS_PARTITION, announcementRow(causeOf(id, record, announce)));
    // The clock has moved on since the announcement was made: the next sweep sees to it.
    if (row === undefined) return { nextAt: at };
    const announcements = [
      ...record.announcements,
      ...skipped.map(toSkipped(now)),
      toAnnouncement(announce, row.fields.at),
    ];
    const clock = foldReviewClock(calendars, events, record.terms, announcements);
    const next = nextStepAt(clock, now);
    const { nextStepAt: _old, ...rest } = record;
    const written = { ...rest, clock, announcements, ...(next === undefined ? {} : { nextStepAt: next }) };
    const result = await store.transact("reviews", id, [toReviewWrite(written, etag)]);
    return result.kind === "written" ? { nextAt: next } : undefined;
  });
  return settled.nextAt;
};

const toAnnouncement = ({ kind, n, at }: ClockStep, announcedAt: unknown): Announcement => ({
  kind,
  n,
  at: typeof announcedAt === "string" && announcedAt >= at ? (announcedAt as Instant) : at,
});

const toSkipped =
  (now: Instant) =>
  ({ kind, n }: ClockStep): Announcement => ({ kind, n, at: now, skipped: true });
