import type { Instant } from "../instant.ts";
import { present } from "../present.ts";
import type { CalendarCatalogue } from "./calendar-catalogue.ts";
import type { ClockRules } from "./clock-rules.ts";
import { withAnnouncements } from "./fold-clock.ts";
import { nextStepAt, rulesOf } from "./fold-record.ts";
import { nextStep } from "./next-step.ts";
import type { Announcement, ClockStep } from "./review-clock.ts";
import type { ReviewRecord } from "./review-record.ts";

/**
 * The record with every reminder that has come by now, for a clock lists no more than one to come. Throws `CALENDAR_UNKNOWN` when something is
 * to be announced and the calendar is not installed.
 */
export const withRemindersCome = (calendars: CalendarCatalogue, record: ReviewRecord, now: Instant): ReviewRecord => {
  if (nextStep(record.clock, now).announce === undefined) return record;
  const rules = rulesOf(calendars, record);
  if (rules === undefined) return record;
  return { ...record, clock: withAnnouncements(record.clock, rules, record.announcements, now) };
};

/** The record once it knows that its step was announced, with the steps that were skipped for it; undefined when there is nothing to announce. */
export const recordAnnounced = (
  calendars: CalendarCatalogue,
  record: ReviewRecord,
  now: Instant,
  announcedAt: Instant,
): ReviewRecord | undefined => {
  const { announce, skipped } = nextStep(record.clock, now);
  const rules = rulesOf(calendars, record);
  if (announce === undefined || rules === undefined) return undefined;
  const { kind, n, at } = announce;
  const made: Announcement = { kind, n, at: announcedAt >= at ? announcedAt : at };
  return withMade(rules, record, [...skipped.map((step) => toSkipped(step, now)), made], now);
};

/** The record once this step of it is passed over, since nobody is there to be told; undefined where no time was promised. */
export const recordPassedOver = (
  calendars: CalendarCatalogue,
  record: ReviewRecord,
  step: ClockStep,
  now: Instant,
): ReviewRecord | undefined => {
  const rules = rulesOf(calendars, record);
  return rules && withMade(rules, record, [toSkipped(step, now)], now);
};

const toSkipped = ({ kind, n }: ClockStep, now: Instant): Announcement => ({ kind, n, at: now, skipped: true });

/** The clock's steps follow from what was announced, and so does the instant at which to look at it next. */
const withMade = (
  rules: ClockRules,
  record: ReviewRecord,
  made: readonly Announcement[],
  now: Instant,
): ReviewRecord => {
  const { nextStepAt: _old, ...rest } = record;
  const announcements = [...record.announcements, ...made];
  const clock = withAnnouncements(record.clock, rules, announcements, now);
  return { ...rest, clock, announcements, ...present({ nextStepAt: nextStepAt(clock, now) }) };
};
