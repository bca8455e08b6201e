import { hasCode } from "../errors.ts";
import type { Instant } from "../instant.ts";
import type { QuietSpan } from "./acknowledgement.ts";
import { addBusinessDays, type BusinessCalendar } from "./business-calendar.ts";
import { type CivilDay, plusDays } from "./civil-day.ts";
import type { ClockRules } from "./clock-rules.ts";
import { type ClockTerms, digestInMinutes } from "./clock-terms.ts";
import { type DelayNotice, noticesThatCount } from "./delay-notice.ts";
import type { Due } from "./due-at.ts";
import type { Announcement, ClockStep } from "./review-clock.ts";
import { zoneNamed } from "./zone.ts";

/** The day whose digest warns of what is due on `dueDay`, counted by the calendar alone; undefined when it would lie before `first`. */
const warningDay = (
  { warnBusinessDays }: ClockTerms,
  calendar: BusinessCalendar,
  dueDay: CivilDay,
  first: CivilDay,
): CivilDay | undefined => {
  let day = dueDay;
  for (let left = warnBusinessDays; left > 0; ) {
    day = plusDays(day, -1);
    if (day < first) return undefined;
    if (calendar.isBusinessDay(day)) left -= 1;
  }
  return day;
};

/**
 * When the warning is due: at the time of the digest, `warnBusinessDays` business days before the due day, but not before the
 * submission. Days are counted by the calendar alone, also for a review time in calendar days.
 */
const warnAt = (terms: ClockTerms, calendar: BusinessCalendar, due: Due, submittedAt: Instant): Instant => {
  const zone = zoneNamed(terms.zone);
  const day = warningDay(terms, calendar, due.dueDay, zone.dayOf(submittedAt));
  const at = day === undefined ? submittedAt : zone.instantAt(day, digestInMinutes(terms));
  return at < submittedAt ? submittedAt : at;
};

/**
 * When people are warned of a date that the publisher was told: as of any due time, but with a digest of a business day that comes
 * after the notice, for whoever told it knows of it. Undefined when the date comes before such a digest.
 */
const warnOfNoticeAt = (terms: ClockTerms, calendar: BusinessCalendar, notice: DelayNotice): Instant | undefined => {
  const zone = zoneNamed(terms.zone);
  const told = zone.dayOf(notice.at);
  const digestOn = (day: CivilDay): Instant => zone.instantAt(day, digestInMinutes(terms));
  let day = warningDay(terms, calendar, zone.dayOf(notice.expectedAt), told) ?? told;
  while (digestOn(day) <= notice.at || !calendar.isBusinessDay(day)) day = plusDays(day, 1);
  const at = digestOn(day);
  return at < notice.expectedAt ? at : undefined;
};

/**
 * When the reminders are due: at the time of the digest, each `remindBusinessDays` business days after the one before, the
 * first counted from the day on which the breach was announced. There may be no end to them, so they are listed as far as
 * they were announced or have come, and one more. None comes in a quiet span, for whoever owns the review knows of it, but for one
 * that was announced all the same: by the clock of another process nobody owned the review yet.
 */
const reminders = (
  terms: ClockTerms,
  calendar: BusinessCalendar,
  breachAnnouncedAt: Instant | undefined,
  announced: readonly Announcement[],
  until: Instant | undefined,
  quiet: readonly QuietSpan[],
): Instant[] => {
  const instants: Instant[] = [];
  const { remindBusinessDays, maxReminders } = terms;
  if (breachAnnouncedAt === undefined || remindBusinessDays < 1) return instants;
  const zone = zoneNamed(terms.zone);
  const hasCome = (at: Instant | undefined): boolean => at === undefined || (until !== undefined && at <= until);
  const lastAnnounced = Math.max(0, ...announced.map(({ n }) => n));
  let day = zone.dayOf(breachAnnouncedAt);
  try {
    while (instants.length <= lastAnnounced || hasCome(instants.at(-1))) {
      if (maxReminders > 0 && instants.length >= maxReminders) break;
      day = addBusinessDays(calendar, day, remindBusinessDays);
      const at = zone.instantAt(day, digestInMinutes(terms));
      const isQuiet = quiet.some(({ from, to }) => from < at && at < to);
      const wasAnnounced = (one: Announcement): boolean =>
        one.n === instants.length + 1 && one.at >= at && zone.dayOf(one.at) === day;
      if (!isQuiet || announced.some(wasAnnounced)) instants.push(at);
    }
  } catch (error) {
    // The breach is known; a calendar that ends shortly after it costs reminders, not the clock.
    if (!hasCode(error, "CALENDAR_RANGE")) throw error;
  }
  return instants;
};

/** The steps of one promise. A step before one that is done is done too. */
const filled = (steps: readonly ClockStep[]): readonly ClockStep[] => {
  const lastDone = steps.findLastIndex(({ isDone }) => isDone);
  return steps.map((step, index) => (index < lastDone && !step.isDone ? { ...step, isDone: true } : step));
};

/**
 * When others are told that nobody has a late review: at the time of the digest, `escalateBusinessDays` business days after the day of the
 * promise. Never of a review that somebody has, or has had since it became late.
 */
const escalateAt = (
  terms: ClockTerms,
  calendar: BusinessCalendar,
  dueAt: Instant,
  quiet: readonly QuietSpan[],
): Instant | undefined => {
  const { escalateBusinessDays } = terms;
  if (escalateBusinessDays === undefined || quiet.some(({ to }) => to > dueAt)) return undefined;
  const zone = zoneNamed(terms.zone);
  try {
    const day = addBusinessDays(calendar, zone.dayOf(dueAt), escalateBusinessDays);
    return zone.instantAt(day, digestInMinutes(terms));
  } catch (error) {
    if (!hasCode(error, "CALENDAR_RANGE")) throw error;
    return undefined;
  }
};

/**
 * Everything a running clock announces, in order: warning and breach of the due time and of each date that the publisher was told
 * since, and the reminders of the promise that holds now. An announcement counts for a step when it was made at or after the
 * step's instant; one made for an earlier due time, before a pause moved it, does not. Reminders exist once the breach
 * was announced, and are listed as far as they have come by `until`, and one more.
 * The escalation of that promise tells others, and does not make up for what the team is told.
 */
export const toSteps = (
  { terms, calendar, quiet = [], delays = [] }: ClockRules,
  due: Due,
  submittedAt: Instant,
  announcements: readonly Announcement[],
  until?: Instant,
): ClockStep[] => {
  const made = (kind: Announcement["kind"], n: number, at: Instant): Announcement | undefined =>
    announcements
      .filter((one) => one.kind === kind && one.n === n && one.at >= at)
      .sort((a, b) => (a.at < b.at ? -1 : 1))[0];
  const stepOf = (kind: Announcement["kind"], n: number, at: Instant, about: { dueAt?: Instant }): ClockStep => ({
    kind,
    n,
    at,
    ...about,
    isDone: made(kind, n, at) !== undefined,
  });
  const hasWarnings = terms.warnBusinessDays > 0;
  const notices = noticesThatCount(delays, due.dueAt);
  const promises = [
    { n: 1, warnedAt: hasWarnings ? warnAt(terms, calendar, due, submittedAt) : undefined, at: due.dueAt, about: {} },
    ...notices.map((notice) => ({
      n: notice.n,
      warnedAt: hasWarnings ? warnOfNoticeAt(terms, calendar, notice) : undefined,
      at: notice.expectedAt,
      about: { dueAt: notice.expectedAt },
    })),
  ];
  const steps = promises.flatMap(({ n, warnedAt, at, about }, index) => {
    const breachedAt = index === promises.length - 1 ? made("slaBreach", n, at)?.at : undefined;
    const announced = announcements.filter(
      (one) => one.kind === "slaReminder" && breachedAt !== undefined && one.at >= breachedAt,
    );
    const remindAt = reminders(terms, calendar, breachedAt, announced, until, quiet);
    const escalatedAt = breachedAt === undefined ? undefined : escalateAt(terms, calendar, at, quiet);
    const told = filled([
      ...(warnedAt === undefined ? [] : [stepOf("slaWarning", n, warnedAt, about)]),
      stepOf("slaBreach", n, at, about),
      ...remindAt.map((remindedAt, nth) => stepOf("slaReminder", nth + 1, remindedAt, about)),
    ]);
    return escalatedAt === undefined ? told : [...told, stepOf("slaEscalation", n, escalatedAt, about)];
  });
  return steps.sort((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at)));
};
