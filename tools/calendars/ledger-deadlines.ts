import { hasCode } from "../../src/core/errors.ts";
import { inParallel } from "../../src/core/in-parallel.ts";
import type { Instant } from "../../src/core/instant.ts";
import { makeReviewIndex } from "../../src/core/ledger/review-index.ts";
import type { EntityStore } from "../../src/core/ports.ts";
import { type BusinessCalendar, type CalendarFile, toBusinessCalendar } from "../../src/core/sla/business-calendar.ts";
import type { CalendarCatalogue } from "../../src/core/sla/calendar-catalogue.ts";
import { isOpen } from "../../src/core/sla/review-clock.ts";
import { breachChange, type MovedDeadline } from "./moved-deadlines.ts";
import { repinIn } from "./repin-in.ts";

const CONCURRENCY = 16;

/** The installed calendars with the made ones as their current versions. */
const asMade = (made: readonly CalendarFile[], committed: CalendarCatalogue): CalendarCatalogue => {
  const next = new Map<string, BusinessCalendar>(made.map((file) => [file.code, toBusinessCalendar(file)]));
  const byReference = new Map([...next.values()].map((calendar) => [calendar.reference, calendar]));
  return {
    codes: [...next.keys()].sort(),
    get: (reference) => byReference.get(reference) ?? committed.get(reference),
    current: (code) => next.get(code) ?? committed.current(code),
  };
};

/** The open reviews of a ledger whose deadline would move if they were put on the made calendars, pauses and all; nothing is written. */
export const ledgerDeadlines = async (
  store: EntityStore,
  made: readonly CalendarFile[],
  committed: CalendarCatalogue,
  now: Instant,
): Promise<{
  readonly open: number;
  readonly moved: readonly MovedDeadline[];
  readonly notInstalled: readonly string[];
}> => {
  const open = (await makeReviewIndex(store).all()).filter(isOpen);
  const repin = repinIn(store, asMade(made, committed));
  const moved: MovedDeadline[] = [];
  const notInstalled: string[] = [];
  await inParallel(open, CONCURRENCY, async ({ partition, submissionId }) => {
    try {
      const outcome = await repin(partition, { isDryRun: true });
      if (outcome.kind !== "repinned") return;
      const { dueAtBefore: from, dueAtAfter: to } = outcome.repin;
      if (from !== to) moved.push({ submissionId, from, to, breach: breachChange(from, to, now) });
    } catch (error) {
      if (!hasCode(error, "CALENDAR_UNKNOWN")) throw error;
      notInstalled.push(submissionId);
    }
  });
  return { open: open.length, moved: moved.sort(byId), notInstalled: notInstalled.sort() };
};

const byId = (a: MovedDeadline, b: MovedDeadline): number => (a.submissionId < b.submissionId ? -1 : 1);
