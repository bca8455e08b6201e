import { hasCode } from "../errors.ts";
import type { Instant } from "../instant.ts";
import { addBusinessDays, type BusinessCalendar } from "./business-calendar.ts";
import type { QuietSpan } from "./acknowledgement.ts";
import { type CivilDay, plusDays } from "./civil-day.ts";
import { type ClockTerms, digestInMinutes } from "./clock-terms.ts";
import type { Due } from "./due-at.ts";
import type { Announcement, ClockStep } from "./review-clock.ts";
import { zoneNamed } from "./zone.ts";

/**
 * When the warning is due: at the time of the digest, `warnBusinessDays` business days before the due day, but not before the
 * submission. Days are counted by the calendar alone, also for a review time in calendar days.
 */
const warnAt = (terms: ClockTerms, calendar: BusinessCalendar, due: Due, submittedAt: Instant): Instant => {
  const zone = zoneNamed(terms.zone);
  const submitted = zone.dayOf(submittedAt);
  let day: CivilDay = due.dueDay;
  for (let left = terms.warnBusinessDays; left > 0; ) {
    day = plusDays(day, -1);
    if (day < submitted) return submittedAt;
    if (calendar.isBusinessDay(day)) left -= 1;
  }
  const at = zone.instantAt(day, digestInMinutes(terms));
  return at < submittedAt ? submittedAt : at;
};

/**
 * When the reminders are due: at the time of the digest, each `remindBusinessDays` business days after the one before, the
 * first counted from the day on which the breach was announced. There may be no end to them, so they are listed as far as
 * they were announced or have come, and one more. None comes in a quiet span: whoever owns the review knows of it.
 */
const reminders = (
  terms: ClockTerms,
  calendar: BusinessCalendar,
  breachAnnouncedAt: Instant | undefined,
  announced: number,
  until: Instant | undefined,
  quiet: readonly QuietSpan[],
): Instant[] => {
  const instants: Instant[] = [];
  const { remindBusinessDays, maxReminders } = terms;
  if (breachAnnouncedAt === undefined || remindBusinessDays < 1) return instants;
  const zone = zoneNamed(terms.zone);
  const hasCome = (at: Instant | undefined): boolean => at === undefined || (until !== undefined && at <= until);
  let day = zone.dayOf(breachAnnouncedAt);
  try {
    while (instants.length <= announced || hasCome(instants.at(-1))) {
      if (maxReminders > 0 && instants.length >= maxReminders) break;
      day = addBusinessDays(calendar, day, remindBusinessDays);
      const at = zone.instantAt(day, digestInMinutes(terms));
      if (!quiet.some(({ from, to }) => from < at && at < to)) instants.push(at);
    }
  } catch (error) {
    // The breach is known; a calendar that ends shortly after it costs reminders, not the clock.
    if (!hasCode(error, "CALENDAR_RANGE")) throw error;
  }
  return instants;
};

/**
 * Everything a running clock announces, in order. An announcement counts for a step when it was made at or after the
 * step's instant; one made for an earlier due time, before a pause moved it, does not. Reminders exist once the breach
 * was announced, and are listed as far as they have come by `until`, and one more. A step before one that is done is done too.
 */
export const toSteps = (
  terms: ClockTerms,
  calendar: BusinessCalendar,
  due: Due,
  submittedAt: Instant,
  announcements: readonly Announcement[],
  until?: Instant,
  quiet: readonly QuietSpan[] = [],
): ClockStep[] => {
  const made = (kind: Announcement["kind"], n: number, at: Instant): Announcement | undefined =>
    announcements
      .filter((one) => one.kind === kind && one.n === n && one.at >= at)
      .sort((a, b) => (a.at < b.at ? -1 : 1))[0];
  const steps: ClockStep[] = [];
  const add = (kind: Announcement["kind"], n: number, at: Instant): Announcement | undefined => {
    const done = made(kind, n, at);
    steps.push({ kind, n, at, isDone: done !== undefined });
    return done;
  };
  if (terms.warnBusinessDays > 0) add("slaWarning", 1, warnAt(terms, calendar, due, submittedAt));
  const breach = add("slaBreach", 1, due.dueAt);
  const announced = announcements.reduce((most, { kind, n }) => (kind === "slaReminder" ? Math.max(most, n) : most), 0);
  const remindAt = reminders(terms, calendar, breach?.at, announced, until, quiet);
  for (const [index, at] of remindAt.entries()) add("slaReminder", index + 1, at);
  const lastDone = steps.findLastIndex(({ isDone }) => isDone);
  return steps.map((step, index) => (index < lastDone && !step.isDone ? { ...step, isDone: true } : step));
};
