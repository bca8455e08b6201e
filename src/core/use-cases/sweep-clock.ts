import type { Instant } from "../instant.ts";
import { ALERTS_PARTITION, announcementRow, REVIEW_ROW } from "../ledger/keys.ts";
import { fromReviewEntity, type ReviewRecord, type StoredReview, toReviewWrite } from "../ledger/review-entity.ts";
import { makeReviewIndex } from "../ledger/review-index.ts";
import { untilWritten } from "../ledger/review-rows.ts";
import { announcedNotice } from "../notifications/notice-event.ts";
import type { Clock, EntityStore } from "../ports.ts";
import type { CalendarCatalogue } from "../sla/calendar-catalogue.ts";
import { type ClockRules, withAnnouncements } from "../sla/fold-clock.ts";
import { announcementKey, nextStep } from "../sla/next-step.ts";
import type { Announcement, ClockStep } from "../sla/review-clock.ts";
import type { Announced } from "./announce.ts";
import { nextStepAt } from "./keep-record.ts";
import { makeRepinReview } from "./repin-review.ts";
import type { DueEntry, Verdict } from "./sweep-sla.ts";

/** What working on a clock needs. */
export interface ClockDeps {
  readonly store: EntityStore;
  readonly calendars: CalendarCatalogue;
  readonly clock: Clock;
}

/** What a review's clock has to say now. */
export const clockCandidate = async (deps: ClockDeps, { id }: DueEntry, now: Instant): Promise<Verdict> => {
  const review = await readHeld(deps.store, id);
  if (review === undefined) return { kind: "stray" };
  const { record } = review;
  if (record.clock.isProvisional) return await lookAgain(deps, id, review, now);
  const { announce, nextAt } = nextStep(record.clock, now);
  if (announce === undefined) return nextAt === undefined ? { kind: "done" } : { kind: "refile", at: nextAt };
  rulesOf(deps, record); // a calendar that is not installed is found before anything is announced
  const notice = announcedNotice(id, record, announce);
  return {
    kind: "announce",
    candidate: { cause: causeOf(id, record, announce), kind: announce.kind, partition: id, n: announce.n },
    review,
    ...(notice === undefined ? {} : { notice }),
  };
};

const readHeld = async (store: EntityStore, partition: string): Promise<StoredReview | undefined> => {
  const entity = await store.get("reviews", partition, REVIEW_ROW);
  return entity && fromReviewEntity(entity);
};

/** What an announcement is known by: the review, its clock (another due time is another clock), and the step. */
const causeOf = (partition: string, { clock }: ReviewRecord, step: ClockStep): string =>
  `${partition}|${announcementKey(clock.dueAt ?? step.at, step)}`;

const rulesOf = ({ calendars }: ClockDeps, { terms }: ReviewRecord): ClockRules | undefined =>
  terms === undefined ? undefined : { terms, calendar: calendars.get(terms.calendar) };

/** A clock whose calendar does not reach is put on the current version once that is another, and else looked at a day later. */
const lookAgain = async (deps: ClockDeps, id: string, review: StoredReview, now: Instant): Promise<Verdict> => {
  const { record, etag } = review;
  if (record.nextStepAt !== undefined && record.nextStepAt > now) return { kind: "refile", at: record.nextStepAt };
  const { kind } = await makeRepinReview(deps)(id);
  const at = nextStepAt(record.clock, now);
  if (kind === "current" && at !== undefined) {
    await deps.store.transact("reviews", id, [toReviewWrite({ ...record, nextStepAt: at }, etag)]);
  }
  // Re-pinned now: its next step has a row of its own, and this one finds that out a day later.
  return at === undefined ? { kind: "done" } : { kind: "refile", at };
};

/** Lets a review learn of its announcement, and gives the instant at which to look at it again; undefined for never. */
export const settleClock = async (
  deps: ClockDeps,
  { id, at }: DueEntry,
  now: Instant,
  known: StoredReview | undefined,
  announced: Announced,
): Promise<Instant | undefined> => {
  const { store } = deps;
  const index = makeReviewIndex(store);
  let held = known;
  let isIndexed = false;
  const settled = await untilWritten(async (): Promise<{ nextAt: Instant | undefined } | undefined> => {
    const review = held ?? (await readHeld(store, id));
    held = undefined;
    if (review === undefined) return { nextAt: undefined };
    const { record, etag } = review;
    const { announce, skipped, nextAt } = nextStep(record.clock, now);
    const announcedAt = announce && (await announcedAtOf(store, causeOf(id, record, announce), announced));
    const rules = rulesOf(deps, record);
    if (announce === undefined || announcedAt === undefined || rules === undefined) {
      // What we wrote to the index before somebody came between is not what the review says now.
      if (isIndexed) await index.put(id, record);
      // The clock has moved on since the announcement was made: the next sweep sees to it.
      return { nextAt: announce === undefined ? nextAt : at };
    }
    const announcements = [
      ...record.announcements,
      ...skipped.map(toSkipped(now)),
      toAnnouncement(announce, announcedAt),
    ];
    const clock = withAnnouncements(record.clock, rules, announcements);
    const next = nextStepAt(clock, now);
    const { nextStepAt: _old, ...rest } = record;
    const written = { ...rest, clock, announcements, ...(next === undefined ? {} : { nextStepAt: next }) };
    isIndexed = true;
    const [result] = await Promise.all([
      store.transact("reviews", id, [toReviewWrite(written, etag)]),
      index.put(id, written),
    ]);
    return result.kind === "written" ? { nextAt: next } : undefined;
  });
  return settled.nextAt;
};

/** When it was announced, by us or by another sweeper. */
const announcedAtOf = async (store: EntityStore, cause: string, announced: Announced): Promise<string | undefined> => {
  if (announced.causes.has(cause)) return announced.at;
  const row = await store.get("reviews", ALERTS_PARTITION, announcementRow(cause));
  return row && String(row.fields.at);
};

const toAnnouncement = ({ kind, n, at }: ClockStep, announcedAt: string): Announcement => ({
  kind,
  n,
  at: announcedAt >= at ? (announcedAt as Instant) : at,
});

const toSkipped =
  (now: Instant) =>
  ({ kind, n }: ClockStep): Announcement => ({ kind, n, at: now, skipped: true });
