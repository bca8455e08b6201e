import { canonicalOfferType } from "../articles/offer-types.ts";
import type { CompletedEvent } from "../certification/event.ts";
import { partitionOfNamed } from "../certification/review-id.ts";
import { hasCode, NotifierError } from "../errors.ts";
import type { Instant } from "../instant.ts";
import type { ReviewIndex } from "../ledger/review-index.ts";
import { type ReviewRows, readReview } from "../ledger/review-rows.ts";
import { type FindingGroupView, findingGroups } from "../notifications/compose/finding-view.ts";
import { makeMarker, type ProgressView, progressView } from "../notifications/compose/progress-view.ts";
import { makeUntrustedText } from "../notifications/compose/untrusted-text.ts";
import type { MailSettings } from "../notifications/mail-input.ts";
import { FALLBACK_LOCALE } from "../notifications/words/choose-locale.ts";
import type { WordCatalogue } from "../notifications/words/word-catalogue.ts";
import type { PolicyCatalogue } from "../policies/policy.ts";
import type { Clock, EntityStore } from "../ports.ts";
import { present } from "../present.ts";
import { type Acknowledgement, closesAhead, ownerAt } from "../sla/acknowledgement.ts";
import { businessHoursLeft } from "../sla/business-hours.ts";
import type { CalendarCatalogue } from "../sla/calendar-catalogue.ts";
import { type DayStrip, toDayStrip } from "../sla/day-strip.ts";
import { isLate, isOpen } from "../sla/review-clock.ts";
import type { ReviewRecord } from "../sla/review-record.ts";
import { type ReviewView, toReviewView } from "./show-review.ts";

/** One review as somebody who has to act on it needs it. */
export interface Dossier extends ReviewView {
  readonly asOf: Instant;
  readonly isOpen: boolean;
  readonly isLate: boolean;
  /** Who has it now; absent for nobody's. */
  readonly owner?: Acknowledgement;
  /** Business hours to the due time, negative for those since; absent without a due time, and once the clock has stopped. */
  readonly leftInBusinessHours?: number;
  /** Empty for a clock without terms. */
  readonly strip: DayStrip;
  /** Until when it can be taken on: the close of each of the next business days. */
  readonly closesAhead: readonly Instant[];
  /** What the result that counts found, with our help; empty without any. Cleaned as for a mail. */
  readonly findings: readonly FindingGroupView[];
  /** What changed since the offer's last failed review; null where that cannot be told. */
  readonly progress: ProgressView | null;
  readonly reportUrl?: string;
}

/** Shows everything about one review, named by its submission id or by `sha256:` and the hash of that. Throws `SUBMISSION_UNKNOWN`. */
export type ShowDossier = (named: string) => Promise<Dossier>;

/** What `makeShowDossier` needs. */
export interface DossierDeps {
  readonly store: EntityStore;
  readonly index: Pick<ReviewIndex, "findEarlierFailure">;
  readonly policies: PolicyCatalogue;
  readonly calendars: CalendarCatalogue;
  readonly words: WordCatalogue;
  readonly settings: Pick<MailSettings, "linkHosts">;
  readonly clock: Clock;
}

/** Makes the verb that shows a review to the team: two requests at most. */
export const makeShowDossier =
  (deps: DossierDeps): ShowDossier =>
  async (named) => {
    const rows = await readReview(deps.store, partitionOfNamed(named));
    if (rows.review === undefined) throw new NotifierError("SUBMISSION_UNKNOWN");
    const { record } = rows.review;
    const now = deps.clock.now();
    return {
      ...toReviewView(record, rows),
      asOf: now,
      isOpen: isOpen(record.clock),
      isLate: isLate(record.clock, now),
      ...present({ owner: isOpen(record.clock) ? ownerAt(record.acknowledgements ?? [], now) : undefined }),
      ...timesOf(deps, record, now),
      ...(await resultOf(deps, record, rows)),
    };
  };

/** A calendar that is not installed, or does not reach, takes these away and nothing else. */
const timesOf = (
  { calendars }: DossierDeps,
  { clock, terms }: ReviewRecord,
  now: Instant,
): Pick<Dossier, "strip" | "closesAhead" | "leftInBusinessHours"> => {
  const none = { strip: { days: [], leftOut: 0 }, closesAhead: [] };
  if (terms === undefined) return none;
  try {
    const calendar = calendars.get(terms.calendar);
    const { dueAt } = clock;
    return {
      strip: toDayStrip(clock, terms, calendar, now),
      closesAhead: isOpen(clock) ? closesAhead(terms, calendar, now) : [],
      ...(dueAt === undefined || !isOpen(clock)
        ? {}
        : { leftInBusinessHours: businessHoursLeft(terms, calendar, now, dueAt) }),
    };
  } catch (error) {
    if (hasCode(error, "CALENDAR_RANGE") || hasCode(error, "CALENDAR_UNKNOWN")) return none;
    throw error;
  }
};

const resultOf = async (
  deps: DossierDeps,
  { facts }: ReviewRecord,
  { events }: ReviewRows,
): Promise<Pick<Dossier, "findings" | "progress" | "reportUrl">> => {
  const event = events
    .map((recorded) => recorded.event)
    .find((one): one is CompletedEvent => one.kind === "completed" && one.eventKey === facts.result?.eventKey);
  if (event === undefined) return { findings: [], progress: null };
  const { policies, settings, index } = deps;
  const words = deps.words.for(FALLBACK_LOCALE);
  const untrusted = makeUntrustedText(settings.linkHosts);
  const offerType = canonicalOfferType(event.offer.type) ?? event.offer.type;
  const hasFailed = event.outcome === "failed";
  const earlier = hasFailed ? await index.findEarlierFailure(event) : undefined;
  const judge = (url: string): string | null => untrusted.link(url, "our help");
  const findings = findingGroups(event.findings, {
    policies,
    offerType,
    untrusted,
    judge,
    markOf: makeMarker(earlier),
    hasFailed,
    words,
  });
  const reportUrl = untrusted.link(event.reportUrl, "the report") ?? undefined;
  return {
    findings,
    progress: progressView(event.findings, earlier, { policies, offerType, untrusted, words }),
    ...present({ reportUrl }),
  };
};
