import type { Instant } from "../instant.ts";
import type { CommitDecision } from "../ledger/commit.ts";
import { type ReviewRows, readReview, untilWritten } from "../ledger/review-rows.ts";
import { toCommit } from "../ledger/to-commit.ts";
import type { Clock, EntityStore } from "../ports.ts";
import { present } from "../present.ts";
import type { CalendarCatalogue } from "../sla/calendar-catalogue.ts";
import type { ClockTerms } from "../sla/clock-terms.ts";
import { refoldRecord } from "../sla/fold-record.ts";
import { isOpen } from "../sla/review-clock.ts";
import type { Repin, ReviewRecord } from "../sla/review-record.ts";

/** What re-pinning needs. */
export interface RepinDeps {
  readonly store: EntityStore;
  readonly commit: CommitDecision;
  readonly calendars: CalendarCatalogue;
  readonly clock: Clock;
}

/** What became of one review, or would. */
export type RepinOutcome =
  | { readonly kind: "unknown" }
  /** `untracked`: no review time is promised. `stopped`: what was decided stays decided. `current`: nothing to do. */
  | { readonly kind: "untracked" | "stopped" | "current"; readonly submissionId: string }
  | { readonly kind: "repinned"; readonly submissionId: string; readonly repin: Repin };

/** Puts an open review's clock on the current version of its calendar, as an entry in its timeline; with `isDryRun` only says what it would do. */
export type RepinReview = (partition: string, options?: { readonly isDryRun?: boolean }) => Promise<RepinOutcome>;

/** Makes the verb that lets a running clock follow a corrected calendar. */
export const makeRepinReview =
  ({ store, commit, calendars, clock }: RepinDeps): RepinReview =>
  async (partition, { isDryRun = false } = {}) => {
    return await untilWritten(async (): Promise<RepinOutcome | undefined> => {
      const rows = await readReview(store, partition);
      if (rows.review === undefined) return { kind: "unknown" };
      const { record } = rows.review;
      const { submissionId } = record.facts;
      if (record.terms === undefined) return { kind: "untracked", submissionId };
      if (!isOpen(record.clock)) return { kind: "stopped", submissionId };
      const now = clock.now();
      const next = repinned(calendars, record, record.terms, rows, now);
      if (next === undefined) return { kind: "current", submissionId };
      const made = toCommit({ partition, now, review: { from: rows.review, next: next.record } });
      if (!isDryRun && (await commit(made)).kind === "conflict") return undefined;
      return { kind: "repinned", submissionId, repin: next.repin };
    });
  };

/** Undefined when the review is on the current version already. */
const repinned = (
  calendars: CalendarCatalogue,
  record: ReviewRecord,
  terms: ClockTerms,
  { events }: ReviewRows,
  now: Instant,
): { record: ReviewRecord; repin: Repin } | undefined => {
  const to = calendars.current(terms.calendar.split("@")[0] ?? "").reference;
  if (to === terms.calendar) return undefined;
  const moved = refoldRecord(calendars, events, record, { terms: { ...terms, calendar: to } }, now);
  const repin: Repin = {
    at: now,
    from: terms.calendar,
    to,
    ...present({ dueAtBefore: record.clock.dueAt, dueAtAfter: moved.clock.dueAt }),
  };
  return { repin, record: { ...moved, repins: [...(record.repins ?? []), repin] } };
};
