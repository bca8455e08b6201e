import type { ArticleCatalogue } from "../articles/article.ts";
import { reviewTimeFor } from "../articles/review-time-for.ts";
import { happenedAt } from "../certification/event.ts";
import type { RecordedEvent, ReviewFacts } from "../certification/review.ts";
import { hasCode } from "../errors.ts";
import { type Instant, plusMs } from "../instant.ts";
import { guidanceVersion } from "../policies/guidance-version.ts";
import type { PolicyCatalogue } from "../policies/policy.ts";
import { present } from "../present.ts";
import { quietSpans } from "./acknowledgement.ts";
import { businessHoursBetween } from "./business-hours.ts";
import type { CalendarCatalogue } from "./calendar-catalogue.ts";
import type { ClockRules } from "./clock-rules.ts";
import type { ClockTerms } from "./clock-terms.ts";
import { toTimeline } from "./clock-timeline.ts";
import { dueAt } from "./due-at.ts";
import { foldClock } from "./fold-clock.ts";
import { nextStep } from "./next-step.ts";
import type { ClockEvent, ReviewClock } from "./review-clock.ts";
import type { ReviewRecord } from "./review-record.ts";

/** The settings that a clock pins when it starts. */
export interface SlaSettings {
  readonly zone: string;
  readonly calendar: string;
  readonly close: string;
  readonly digestAt: string;
  readonly warnBusinessDays: number;
  readonly remindBusinessDays: number;
  readonly maxReminders: number;
  readonly defaultBusinessDays?: number;
  /** Absent where nobody is told of late reviews that nobody has. */
  readonly escalateBusinessDays?: number;
}

/** What `makeFoldRecord` needs. */
export interface FoldRecordDeps {
  readonly articles: ArticleCatalogue;
  readonly policies: PolicyCatalogue;
  readonly calendars: CalendarCatalogue;
  readonly settings: SlaSettings;
}

/** What a record is made from. */
export interface FoldRecordInput {
  readonly facts: ReviewFacts;
  readonly events: readonly RecordedEvent[];
  readonly previous:
    | Pick<ReviewRecord, "facts" | "terms" | "announcements" | "repins" | "acknowledgements" | "delayNotices" | "texts">
    | undefined;
  readonly now: Instant;
}

/**
 * Folds a review's events to the record that the ledger keeps. Throws `CALENDAR_UNKNOWN` rather than guess a due time; a
 * calendar that does not reach makes the clock provisional, which the sweep looks at again each day.
 */
export type FoldRecord = (input: FoldRecordInput) => ReviewRecord;

/** A submission this far in the future is flagged. */
const FUTURE_TOLERANCE_IN_MS = 5 * 60_000;

/** Makes the fold with the catalogue, calendars and settings of this app. */
export const makeFoldRecord =
  (deps: FoldRecordDeps): FoldRecord =>
  ({ facts, events, previous, now }) => {
    const terms = pinnedTerms(deps, facts, previous);
    const announcements = previous?.announcements ?? [];
    const { repins, acknowledgements, delayNotices } = previous ?? {};
    const clock = foldReviewClock(deps.calendars, events, {
      announcements,
      ...present({ terms, acknowledgements, delayNotices }),
    });
    const nextAt = nextStepAt(clock, now);
    const reviewTimeInHours = reviewTime(deps.calendars, clock, terms, events);
    return {
      facts,
      ...present({ terms }),
      clock,
      announcements,
      ...present({ repins, acknowledgements, delayNotices, texts: pinnedTexts(deps, facts, previous) }),
      ...present({ reviewTimeInHours, nextStepAt: nextAt }),
      flags: flagsOf(deps, facts, now),
    };
  };

/** A review of which people changed something, with its clock folded anew. Throws `CALENDAR_UNKNOWN`. */
export const refoldRecord = (
  calendars: CalendarCatalogue,
  events: readonly RecordedEvent[],
  record: ReviewRecord,
  change: Partial<Pick<ReviewRecord, "terms" | "acknowledgements" | "delayNotices">>,
  now: Instant,
): ReviewRecord => {
  const { nextStepAt: _old, ...changed } = { ...record, ...change };
  const clock = foldReviewClock(calendars, events, changed);
  return { ...changed, clock, ...present({ nextStepAt: nextStepAt(clock, now) }) };
};

/** A failure keeps the versions of the texts that its mail was written with, whatever is written since. */
const pinnedTexts = (
  { policies }: FoldRecordDeps,
  { result, offer }: ReviewFacts,
  previous: FoldRecordInput["previous"],
): ReviewRecord["texts"] => {
  if (result?.failedOn === undefined) return undefined;
  if (previous?.texts?.resultKey === result.resultKey) return previous.texts;
  const versions = result.failedOn.flatMap(({ policy }) => {
    const guidance = policy === undefined ? undefined : policies.resolve(policy, offer.type).guidance;
    return policy === undefined || guidance === undefined ? [] : [[policy, guidanceVersion(guidance)] as const];
  });
  return { resultKey: result.resultKey, versions: Object.fromEntries(versions) };
};

/** A clock whose calendar does not reach is looked at again this much later: a newer calendar may be installed by then. */
const PROVISIONAL_AGAIN_IN_MS = 24 * 60 * 60_000;

/** When the sweep has to look at a clock: at once when something is due already, else at its next step; a provisional one a day later. */
export const nextStepAt = (clock: ReviewClock, now: Instant): Instant | undefined => {
  if (clock.isProvisional) return plusMs(now, PROVISIONAL_AGAIN_IN_MS);
  const { announce, nextAt } = nextStep(clock, now);
  return announce === undefined ? nextAt : now;
};

/** The review time of a review that was finished, where its calendar reaches. */
const reviewTime = (
  calendars: CalendarCatalogue,
  { state, submittedAt, stoppedAt }: ReviewClock,
  terms: ClockTerms | undefined,
  events: readonly RecordedEvent[],
): number | undefined => {
  const isFinished = state === "met" || state === "metLate";
  if (!isFinished || terms === undefined || submittedAt === undefined || stoppedAt === undefined) return undefined;
  const calendar = calendars.get(terms.calendar);
  try {
    const { pauses } = toTimeline(toClockEvents(events), (before) => dueAt(terms, calendar, submittedAt, before));
    return businessHoursBetween(terms, calendar, submittedAt, stoppedAt, pauses);
  } catch (error) {
    if (hasCode(error, "CALENDAR_RANGE")) return undefined;
    throw error;
  }
};

const toClockEvents = (events: readonly RecordedEvent[]): ClockEvent[] =>
  events.map(({ event }) => ({
    kind: event.kind,
    at: happenedAt(event),
    eventKey: event.eventKey,
    ...present({ submittedAt: event.submittedAt }),
    ...("reason" in event && event.reason !== undefined ? { reason: event.reason } : {}),
  }));

/** What of a review's record its clock depends on, beside the events. */
export type ClockRecord = Pick<ReviewRecord, "terms" | "announcements" | "acknowledgements" | "delayNotices">;

/** The clock of a review, from its events, what was announced of it, and what people did about it. */
export const foldReviewClock = (
  calendars: CalendarCatalogue,
  events: readonly RecordedEvent[],
  record: ClockRecord,
): ReviewClock => foldClock(toClockEvents(events), rulesOf(calendars, record), record.announcements);

/** What a review's clock runs by; undefined where no time was promised. Throws `CALENDAR_UNKNOWN`. */
export const rulesOf = (
  calendars: CalendarCatalogue,
  { terms, acknowledgements = [], delayNotices = [] }: Omit<ClockRecord, "announcements">,
): ClockRules | undefined =>
  terms === undefined
    ? undefined
    : { terms, calendar: calendars.get(terms.calendar), quiet: quietSpans(acknowledgements), delays: delayNotices };

/** A running review keeps the terms it started with, unless its events now say that it is another kind of review. */
const pinnedTerms = (
  { articles, calendars, settings }: FoldRecordDeps,
  facts: ReviewFacts,
  previous: FoldRecordInput["previous"],
): ClockTerms | undefined => {
  if (facts.submittedAt === undefined) return undefined;
  const isSameKind =
    previous?.facts.offer.type === facts.offer.type &&
    previous.facts.traits.optionalCertification === facts.traits.optionalCertification &&
    previous.facts.traits.resubmission === facts.traits.resubmission;
  if (previous?.terms !== undefined && isSameKind) return previous.terms;
  const { article } = articles.find(facts.offer.type);
  const { kind, amount = settings.defaultBusinessDays } = reviewTimeFor(article.sla, facts.traits);
  if (amount === undefined) return undefined;
  const { zone, close, digestAt, warnBusinessDays, remindBusinessDays, maxReminders, escalateBusinessDays } = settings;
  return {
    calendar: previous?.terms?.calendar ?? calendars.current(settings.calendar).reference,
    zone: previous?.terms?.zone ?? zone,
    close: previous?.terms?.close ?? close,
    unit: kind === "none" ? "businessDays" : kind,
    amount,
    articleVersion: article.version,
    digestAt,
    warnBusinessDays,
    remindBusinessDays,
    maxReminders,
    ...present({ escalateBusinessDays }),
  };
};

const flagsOf = ({ articles }: FoldRecordDeps, facts: ReviewFacts, now: Instant): string[] => [
  ...(articles.find(facts.offer.type).isGeneral ? ["noArticle"] : []),
  ...(facts.submittedAt !== undefined && facts.submittedAt > plusMs(now, FUTURE_TOLERANCE_IN_MS)
    ? ["submittedInTheFuture"]
    : []),
];
