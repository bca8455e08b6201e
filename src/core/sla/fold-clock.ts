import { hasCode } from "../errors.ts";
import type { Instant } from "../instant.ts";
import { present } from "../present.ts";
import { civilDay } from "./civil-day.ts";
import type { ClockRules } from "./clock-rules.ts";
import { toSteps } from "./clock-steps.ts";
import { type ClockStop, stopOf, submissionOf, toTimeline } from "./clock-timeline.ts";
import { type Due, dueAt } from "./due-at.ts";
import type { Pause } from "./pause.ts";
import type { Announcement, ClockEvent, ClockState, ReviewClock } from "./review-clock.ts";
import type { TraceDay } from "./trace.ts";
import { zoneNamed } from "./zone.ts";

/** The due time, or `undefined` when the calendar does not reach: nothing is guessed. */
const withinCalendar = <T>(compute: () => T): T | undefined => {
  try {
    return compute();
  } catch (error) {
    if (hasCode(error, "CALENDAR_RANGE")) return undefined;
    throw error;
  }
};

type UntrackedReason = NonNullable<ReviewClock["untrackedReason"]>;

const untracked = (untrackedReason: UntrackedReason, rest: Partial<ReviewClock>): ReviewClock => ({
  state: "untracked",
  isProvisional: false,
  days: [],
  steps: [],
  ...rest,
  untrackedReason,
});

/** A clock whose due time nobody can tell, or that nobody promised: only withdrawal is known of it. */
const withoutDue = (
  reason: UntrackedReason,
  submittedAt: Instant | undefined,
  stopped: ClockStop | undefined,
): ReviewClock => {
  const rest = {
    ...present({ submittedAt, stoppedAt: stopped?.at }),
  };
  if (stopped?.kind !== "cancelled") return untracked(reason, rest);
  return { state: "cancelled", isProvisional: false, days: [], steps: [], ...rest };
};

/** The days up to the one on which an open pause began: those after it are not known yet. */
const daysUntilPause = (
  rules: ClockRules,
  submittedAt: Instant,
  pauses: readonly Pause[],
  pausedAt: Instant,
  reason: string | undefined,
): readonly TraceDay[] => {
  const since = zoneNamed(rules.terms.zone).dateOf(pausedAt);
  const shown = withinCalendar(() => dueAt(rules.terms, rules.calendar, submittedAt, pauses));
  return (shown?.days ?? [])
    .filter(({ date }) => date <= since)
    .map((day) => {
      if (day.date !== since || day.kind !== "counted") return day;
      return reason === undefined ? { date: since, kind: "paused" } : { date: since, kind: "paused", name: reason };
    });
};

const stoppedState = (stopped: ClockStop, due: Due): ClockState => {
  if (stopped.kind === "cancelled") return "cancelled";
  return stopped.at <= due.dueAt ? "met" : "metLate";
};

/** By the first promise alone: a later one mends nothing. */
const runningState = (steps: ReviewClock["steps"]): ClockState => {
  const done = (kind: Announcement["kind"]): boolean =>
    steps.some((step) => step.kind === kind && step.n === 1 && step.isDone);
  if (done("slaBreach")) return "breached";
  return done("slaWarning") ? "warned" : "running";
};

/**
 * The clock of a review: a fold over its events in the order in which they happened, so that any order of arrival gives
 * the same clock. Without `rules` no review time is promised and the clock is `untracked`. The first result or withdrawal
 * stops it for good; `met` or `metLate` is decided by when the result was made. A calendar that does not reach leaves the
 * due time open (`isProvisional`) and never throws; impossible terms throw `REQUEST_INVALID`.
 */
export const foldClock = (
  events: readonly ClockEvent[],
  rules: ClockRules | undefined,
  announcements: readonly Announcement[] = [],
): ReviewClock => {
  const submittedAt = submissionOf(events);
  if (!rules || submittedAt === undefined) {
    return withoutDue(submittedAt === undefined ? "noSubmission" : "noReviewTime", submittedAt, stopOf(events));
  }
  const { terms, calendar } = rules;
  const computeDue = (pauses: readonly Pause[]): Due => dueAt(terms, calendar, submittedAt, pauses);
  const { pauses, pausedAt, pauseReason, stopped } = toTimeline(events, computeDue);
  if (pausedAt !== undefined) {
    const days = daysUntilPause(rules, submittedAt, pauses, pausedAt, pauseReason);
    return { state: "paused", submittedAt, pausedAt, isProvisional: false, days, steps: [] };
  }
  const due = withinCalendar(() => computeDue(pauses));
  if (stopped) {
    if (!due) return withoutDue("calendarRange", submittedAt, stopped);
    const state = stoppedState(stopped, due);
    const { days, dueAt: at } = due;
    return { state, submittedAt, dueAt: at, stoppedAt: stopped.at, isProvisional: false, days, steps: [] };
  }
  if (!due) return { state: "running", submittedAt, isProvisional: true, days: [], steps: [] };
  return running(rules, due, submittedAt, announcements);
};

const running = (
  rules: ClockRules,
  due: Due,
  submittedAt: Instant,
  announcements: readonly Announcement[],
  until?: Instant,
): ReviewClock => {
  const steps = withinCalendar(() => toSteps(rules, due, submittedAt, announcements, until));
  const rest = { submittedAt, dueAt: due.dueAt, days: due.days };
  if (!steps) return { state: "running", ...rest, isProvisional: true, steps: [] };
  return { state: runningState(steps), ...rest, isProvisional: false, steps };
};

/**
 * The clock once these announcements are made: what folding its events again would give, with every reminder that has come by
 * `until`. A clock that announces nothing stays as it is.
 */
export const withAnnouncements = (
  clock: ReviewClock,
  rules: ClockRules,
  announcements: readonly Announcement[],
  until: Instant,
): ReviewClock => {
  const { dueAt: at, submittedAt, days, steps } = clock;
  const dueDate = days.at(-1)?.date;
  if (steps.length === 0 || at === undefined || submittedAt === undefined || dueDate === undefined) return clock;
  return running(rules, { dueAt: at, dueDay: civilDay(dueDate), days }, submittedAt, announcements, until);
};
