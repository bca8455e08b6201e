import type { Instant } from "../instant.ts";
import { readAnnouncement } from "../ledger/announcements.ts";
import type { CommitDecision } from "../ledger/commit.ts";
import type { DueEntry } from "../ledger/due-index.ts";
import { placeReview } from "../ledger/place-reviews.ts";
import { type StoredReview, toReviewWrite } from "../ledger/review-entity.ts";
import { readStoredReview, untilWritten } from "../ledger/review-rows.ts";
import type { EntityStore, Random } from "../ports.ts";
import type { CalendarCatalogue } from "../sla/calendar-catalogue.ts";
import { announcementCause, nextStep } from "../sla/next-step.ts";
import { recordAnnounced, withRemindersCome } from "../sla/record-announced.ts";
import type { ReviewRecord } from "../sla/review-record.ts";
import type { Announced } from "./announce.ts";

/** What letting a review learn of its announcement needs. */
export interface SettleClockDeps {
  readonly store: EntityStore;
  readonly commit: CommitDecision;
  readonly calendars: CalendarCatalogue;
  readonly random: Random;
}

/** A review with its announcement, ready to be written. */
export interface PlannedClock {
  readonly record: ReviewRecord;
  readonly previous: ReviewRecord;
  readonly etag: string;
  readonly nextAt: Instant | undefined;
}

/** The review as it is to be once it knows of our announcement; undefined when it has to be read again first. */
export const planClock = (
  calendars: CalendarCatalogue,
  id: string,
  now: Instant,
  { record, etag }: StoredReview,
  announced: Announced,
): PlannedClock | undefined => {
  const { announce } = nextStep(record.clock, now);
  if (announce === undefined || !announced.causes.has(announcementCause(id, record.clock, announce))) return undefined;
  try {
    const next = recordAnnounced(calendars, record, now, announced.at);
    return next && { record: next, previous: record, etag, nextAt: next.nextStepAt };
  } catch {
    return undefined; // settling it by itself fails the same way, and is reported without harm to the others
  }
};

/** Lets a review learn of its announcement, and gives the instant at which to look at it again; undefined for never. */
export const settleClock = async (
  deps: SettleClockDeps,
  { id, at }: DueEntry,
  now: Instant,
  announced: Announced,
): Promise<Instant | undefined> => {
  const { store, calendars } = deps;
  const settled = await untilWritten(async (): Promise<{ nextAt: Instant | undefined } | undefined> => {
    const stored = await readStoredReview(store, id);
    if (stored === undefined) return { nextAt: undefined };
    const record = withRemindersCome(calendars, stored.record, now);
    const { announce, nextAt } = nextStep(record.clock, now);
    const announcedAt =
      announce && (await announcedAtOf(store, announcementCause(id, record.clock, announce), announced));
    const written = announcedAt && recordAnnounced(calendars, record, now, announcedAt);
    // What was written to the index before somebody came between is not what the review says now.
    await placeReview(deps, { partition: id, record: written ?? record });
    // Without a row the clock has moved on since the announcement was made: the next sweep sees to it.
    if (written === undefined) return { nextAt: announce === undefined ? nextAt : at };
    const { kind } = await deps.commit({ partition: id, writes: [toReviewWrite(written, stored.etag)] });
    return kind === "written" ? { nextAt: written.nextStepAt } : undefined;
  });
  return settled.nextAt;
};

/** When it was announced, by us or by another sweeper. */
const announcedAtOf = async (store: EntityStore, cause: string, announced: Announced): Promise<Instant | undefined> =>
  announced.causes.has(cause) ? announced.at : (await readAnnouncement(store, cause))?.at;
