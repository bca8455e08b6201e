import { hasCode } from "../errors.ts";
import type { Instant } from "../instant.ts";
import { addBusinessDays, type BusinessCalendar } from "./business-calendar.ts";
import { type CivilDay, plusDays } from "./civil-day.ts";
import { type ClockTerms, closeInMinutes } from "./clock-terms.ts";
import type { Due } from "./due-at.ts";
import type { Announcement, ClockStep } from "./review-clock.ts";
import { zoneNamed } from "./zone.ts";

/**
 * When the warning is due: `warnBusinessDays` business days before the due day, at close, but not before the submission.
 * Days are counted by the calendar alone, also for a review time in calendar days.
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
  const at = zone.instantAt(day, closeInMinutes(terms.close));
  return at < submittedAt ? submittedAt : at;
};

/** When reminder `n` is due: counted in business days from the day on which the breach was announced, at close. */
const reminderAt = (terms: ClockTerms, calendar: BusinessCalendar, breachAnnouncedAt: Instant, n: number): Instant => {
  const zone = zoneNamed(terms.zone);
  const day = addBusinessDays(calendar, zone.dayOf(breachAnnouncedAt), n * terms.remindBusinessDays);
  return zone.instantAt(day, closeInMinutes(terms.close));
};

const reminders = (
  terms: ClockTerms,
  calendar: BusinessCalendar,
  breachAnnouncedAt: Instant | undefined,
): Instant[] => {
  const instants: Instant[] = [];
  if (breachAnnouncedAt === undefined || terms.remindBusinessDays < 1) return instants;
  try {
    for (let n = 1; n <= terms.maxReminders; n += 1) instants.push(reminderAt(terms, calendar, breachAnnouncedAt, n));
  } catch (error) {
    // The breach is known; a calendar that ends shortly after it costs reminders, not the clock.
    if (!hasCode(error, "CALENDAR_RANGE")) throw error;
  }
  return instants;
};

/**
 * Everything a running clock announces, in order. An announcement counts for a step when it was made at or after the
 * step's instant; one made for an earlier due time, before a pause moved it, does not. Reminders exist once the breach
 * was announced. A step before one that is done is done too.
 */
export const toSteps = (
  terms: ClockTerms,
  calendar: BusinessCalendar,
  due: Due,
  submittedAt: Instant,
  announcements: readonly Announcement[],
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
  for (const [index, at] of reminders(terms, calendar, breach?.at).entries()) add("slaReminder", index + 1, at);
  const lastDone = steps.findLastIndex(({ isDone }) => isDone);
  return steps.map((step, index) => (index < lastDone && !step.isDone ? { ...step, isDone: true } : step));
};
