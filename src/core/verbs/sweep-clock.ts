import type { Instant } from "../instant.ts";
import type { CommitDecision } from "../ledger/commit.ts";
import type { DueEntry } from "../ledger/due-index.ts";
import { announcementRow, REVIEW_ROW } from "../ledger/keys.ts";
import { placeReview } from "../ledger/place-reviews.ts";
import { fromReviewEntity, type StoredReview, toReviewWrite } from "../ledger/review-entity.ts";
import { untilWritten } from "../ledger/review-rows.ts";
import { announcedNotices, handledNotices } from "../notices/review-notices.ts";
import type { AlertTeams } from "../notifications/alert-teams.ts";
import { ALERTS_PARTITION } from "../notifications/notification-id.ts";
import type { Clock, EntityStore, Random } from "../ports.ts";
import { present } from "../present.ts";
import type { CalendarCatalogue } from "../sla/calendar-catalogue.ts";
import { withAnnouncements } from "../sla/fold-clock.ts";
import { nextStepAt, rulesOf } from "../sla/fold-record.ts";
import { announcementKey, nextStep } from "../sla/next-step.ts";
import type { Announcement, ClockStep } from "../sla/review-clock.ts";
import type { ReviewRecord } from "../sla/review-record.ts";
import type { Announced } from "./announce.ts";
import { makeRepinReview } from "./repin-review.ts";
import type { Verdict } from "./sweep-verdict.ts";

/** What working on a clock needs. */
export interface ClockDeps extends Pick<AlertTeams, "escalationRecipients"> {
  readonly store: EntityStore;
  readonly commit: CommitDecision;
  readonly calendars: CalendarCatalogue;
  readonly clock: Clock;
  readonly random: Random;
}

/** What a review's clock has to say now. */
export const clockCandidate = async (deps: ClockDeps, { id }: DueEntry, now: Instant): Promise<Verdict> => {
  const held = await readHeld(deps.store, id);
  if (held === undefined) return { kind: "stray" };
  if (held.record.clock.isProvisional) return await lookAgain(deps, id, held, now);
  const review = asOf(deps, held, now);
  const { record } = review;
  const { announce, nextAt } = nextStep(record.clock, now);
  if (announce === undefined) return nextAt === undefined ? { kind: "done" } : { kind: "refile", at: nextAt };
  if (announce.kind === "slaEscalation" && !deps.escalationRecipients?.length) {
    return await passOver(deps, id, review, announce, now);
  }
  return {
    kind: "announce",
    candidate: {
      cause: causeOf(id, record, announce),
      kind: announce.kind,
      partition: id,
      n: announce.n,
      offerType: record.facts.offer.type,
    },
    review,
    notices: announcedNotices(id, record, announce),
  };
};

/** What people have done about a review: whoever wrote it down may have died before the world was told. */
export const findNews = async ({ store }: Pick<ClockDeps, "store">, { id }: DueEntry): Promise<Verdict> => {
  const held = await readHeld(store, id);
  return held === undefined ? { kind: "stray" } : { kind: "done", notices: handledNotices(id, held.record) };
};

const readHeld = async (store: EntityStore, partition: string): Promise<StoredReview | undefined> => {
  const entity = await store.get("reviews", partition, REVIEW_ROW);
  return entity && fromReviewEntity(entity);
};

/**
 * The review with every reminder that has come by now: the record lists no more than one to come. A calendar that is not
 * installed is found here, before anything is announced.
 */
const asOf = (deps: ClockDeps, review: StoredReview, now: Instant): StoredReview => {
  const { record, etag } = review;
  if (nextStep(record.clock, now).announce === undefined) return review;
  const rules = rulesOf(deps.calendars, record);
  if (rules === undefined) return review;
  return { record: { ...record, clock: withAnnouncements(record.clock, rules, record.announcements, now) }, etag };
};

/** Nobody is there any more to be told of an escalation: it is recorded as passed over. */
const passOver = async (
  deps: ClockDeps,
  id: string,
  { record, etag }: StoredReview,
  step: ClockStep,
  now: Instant,
): Promise<Verdict> => {
  const rules = rulesOf(deps.calendars, record);
  if (rules === undefined) return { kind: "done" };
  const announcements = [...record.announcements, toSkipped(now)(step)];
  const clock = withAnnouncements(record.clock, rules, announcements, now);
  const at = nextStepAt(clock, now);
  const { nextStepAt: _old, ...rest } = record;
  const next: ReviewRecord = { ...rest, clock, announcements, ...present({ nextStepAt: at }) };
  await deps.commit({ partition: id, writes: [toReviewWrite(next, etag)] });
  return at === undefined ? { kind: "done" } : { kind: "refile", at };
};

/** What an announcement is known by: the review, its clock (another due time is another clock), and the step. */
const causeOf = (partition: string, { clock }: ReviewRecord, step: ClockStep): string =>
  `${partition}|${announcementKey(clock.dueAt ?? step.at, step)}`;

/** A clock whose calendar does not reach is put on the current version once that is another, and else looked at a day later. */
const lookAgain = async (deps: ClockDeps, id: string, review: StoredReview, now: Instant): Promise<Verdict> => {
  const { record, etag } = review;
  if (record.nextStepAt !== undefined && record.nextStepAt > now) return { kind: "refile", at: record.nextStepAt };
  const { kind } = await makeRepinReview(deps)(id);
  const at = nextStepAt(record.clock, now);
  if (kind === "current" && at !== undefined) {
    await deps.commit({ partition: id, writes: [toReviewWrite({ ...record, nextStepAt: at }, etag)] });
  }
  // Re-pinned now: its next step has a row of its own, and this one finds that out a day later.
  return at === undefined ? { kind: "done" } : { kind: "refile", at };
};

/** A review with its announcement, ready to be written. */
export interface PlannedClock {
  readonly record: ReviewRecord;
  readonly previous: ReviewRecord;
  readonly etag: string;
  readonly nextAt: Instant | undefined;
}

/** The review as it is to be once it knows of our announcement; undefined when it has to be read again first. */
export const planClock = (
  deps: ClockDeps,
  { id }: DueEntry,
  now: Instant,
  { record, etag }: StoredReview,
  announced: Announced,
): PlannedClock | undefined => {
  const { announce } = nextStep(record.clock, now);
  if (announce === undefined || !announced.causes.has(causeOf(id, record, announce))) return undefined;
  try {
    const planned = withAnnounced(deps, record, now, announced.at);
    return planned && { record: planned, previous: record, etag, nextAt: planned.nextStepAt };
  } catch {
    return undefined; // settling it by itself fails the same way, and is reported without harm to the others
  }
};

const withAnnounced = (
  deps: ClockDeps,
  record: ReviewRecord,
  now: Instant,
  announcedAt: string,
): ReviewRecord | undefined => {
  const { announce, skipped } = nextStep(record.clock, now);
  const rules = rulesOf(deps.calendars, record);
  if (announce === undefined || rules === undefined) return undefined;
  const announcements = [
    ...record.announcements,
    ...skipped.map(toSkipped(now)),
    toAnnouncement(announce, announcedAt),
  ];
  const clock = withAnnouncements(record.clock, rules, announcements, now);
  const next = nextStepAt(clock, now);
  const { nextStepAt: _old, ...rest } = record;
  return { ...rest, clock, announcements, ...present({ nextStepAt: next }) };
};

/** Lets a review learn of its announcement, and gives the instant at which to look at it again; undefined for never. */
export const settleClock = async (
  deps: ClockDeps,
  { id, at }: DueEntry,
  now: Instant,
  announced: Announced,
): Promise<Instant | undefined> => {
  const { store } = deps;
  const settled = await untilWritten(async (): Promise<{ nextAt: Instant | undefined } | undefined> => {
    const review = await readHeld(store, id);
    if (review === undefined) return { nextAt: undefined };
    const { record, etag } = asOf(deps, review, now);
    const { announce, nextAt } = nextStep(record.clock, now);
    const announcedAt = announce && (await announcedAtOf(store, causeOf(id, record, announce), announced));
    const written = announcedAt === undefined ? undefined : withAnnounced(deps, record, now, announcedAt);
    // What was written to the index before somebody came between is not what the review says now.
    await placeReview(deps, { partition: id, record: written ?? record });
    // Without a row the clock has moved on since the announcement was made: the next sweep sees to it.
    if (written === undefined) return { nextAt: announce === undefined ? nextAt : at };
    const { kind } = await deps.commit({ partition: id, writes: [toReviewWrite(written, etag)] });
    return kind === "written" ? { nextAt: written.nextStepAt } : undefined;
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
