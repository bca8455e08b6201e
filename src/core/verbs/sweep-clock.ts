import type { Instant } from "../instant.ts";
import type { CommitDecision } from "../ledger/commit.ts";
import type { DueEntry } from "../ledger/due-index.ts";
import type { DueVerdict } from "../ledger/due-verdict.ts";
import { type StoredReview, toReviewWrite } from "../ledger/review-entity.ts";
import { readStoredReview } from "../ledger/review-rows.ts";
import { announcedNotices, handledNotices } from "../notices/review-notices.ts";
import type { AlertTeams } from "../notifications/alert-teams.ts";
import type { Clock, EntityStore, Random } from "../ports.ts";
import type { CalendarCatalogue } from "../sla/calendar-catalogue.ts";
import { clockMove } from "../sla/clock-move.ts";
import { nextStepAt } from "../sla/fold-record.ts";
import { announcementCause } from "../sla/next-step.ts";
import { makeRepinReview } from "./repin-review.ts";

/** What working on a clock needs. */
export interface ClockDeps extends Pick<AlertTeams, "escalationRecipients"> {
  readonly store: EntityStore;
  readonly commit: CommitDecision;
  readonly calendars: CalendarCatalogue;
  readonly clock: Clock;
  readonly random: Random;
}

/** What a review's clock has to say now. */
export const clockCandidate = async (deps: ClockDeps, { id }: DueEntry, now: Instant): Promise<DueVerdict> => {
  const { store, commit, calendars, escalationRecipients = [] } = deps;
  const stored = await readStoredReview(store, id);
  if (stored === undefined) return { kind: "stray" };
  const { etag } = stored;
  const move = clockMove(calendars, stored.record, now, escalationRecipients.length > 0);
  switch (move.kind) {
    case "rest":
      return { kind: "done", record: stored.record };
    case "wait":
      return { kind: "refile", at: move.at };
    case "repin":
      return await repin(deps, id, stored, now);
    case "passOver":
      await commit({ partition: id, writes: [toReviewWrite(move.record, etag)] });
      return lookAgainAt(move.record.nextStepAt);
    case "announce": {
      const { step, record } = move;
      const cause = announcementCause(id, record.clock, step);
      const offerType = record.facts.offer.type;
      return {
        kind: "announce",
        candidate: { cause, kind: step.kind, partition: id, n: step.n, offerType },
        review: { record, etag },
        notices: announcedNotices(id, record, step),
      };
    }
  }
};

const lookAgainAt = (at: Instant | undefined): DueVerdict =>
  at === undefined ? { kind: "done" } : { kind: "refile", at };

/** A clock whose calendar does not reach is put on the current version once that is another, and else looked at a day later. */
const repin = async (
  deps: ClockDeps,
  id: string,
  { record, etag }: StoredReview,
  now: Instant,
): Promise<DueVerdict> => {
  const { kind } = await makeRepinReview(deps)(id);
  const at = nextStepAt(record.clock, now);
  if (kind === "current" && at !== undefined) {
    await deps.commit({ partition: id, writes: [toReviewWrite({ ...record, nextStepAt: at }, etag)] });
  }
  // Re-pinned now: its next step has a row of its own, and this one finds that out a day later.
  return lookAgainAt(at);
};

/** What people have done about a review: whoever wrote it down may have died before the world was told. */
export const findNews = async ({ store }: Pick<ClockDeps, "store">, { id }: DueEntry): Promise<DueVerdict> => {
  const stored = await readStoredReview(store, id);
  return stored === undefined ? { kind: "stray" } : { kind: "done", notices: handledNotices(id, stored.record) };
};
