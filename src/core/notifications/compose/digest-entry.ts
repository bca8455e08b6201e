import { offerTypeName } from "../../articles/offer-types.ts";
import type { Instant } from "../../instant.ts";
import { present } from "../../present.ts";
import { isTakenSince, ownerAt } from "../../sla/acknowledgement.ts";
import { businessHoursLeft } from "../../sla/business-hours.ts";
import type { CalendarCatalogue } from "../../sla/calendar-catalogue.ts";
import { noticeInForce } from "../../sla/delay-notice.ts";
import { lateInBusinessDays } from "../../sla/lateness.ts";
import { isOpen } from "../../sla/review-clock.ts";
import type { ReviewRecord } from "../../sla/review-record.ts";
import type { Candidate } from "../candidate.ts";
import type { DigestEntry, DigestStanding } from "../mail-input.ts";

/** What a digest has to tell of one review. */
export type Told = ReadonlySet<Candidate["kind"]>;

/** What a digest has to tell of each review, by its partition: one that several digests name is shown once, and its breach stays news. */
export const toldOf = (
  members: readonly { readonly partition?: string | undefined; readonly kind: Candidate["kind"] }[],
): ReadonlyMap<string, Told> => {
  const told = new Map<string, Set<Candidate["kind"]>>();
  for (const { partition, kind } of members) {
    if (partition !== undefined) told.set(partition, (told.get(partition) ?? new Set()).add(kind));
  }
  return told;
};

/** A review as a digest shows it. */
export interface ShownReview {
  readonly entry: DigestEntry;
  /** False when all there was to tell is that nobody has it, and by now somebody has. */
  readonly isNews: boolean;
}

/** Shows a review in a digest; undefined once its clock has stopped. Throws `CALENDAR_UNKNOWN`. */
export const toDigestEntry = (
  { facts, clock, terms, acknowledgements = [], delayNotices = [] }: ReviewRecord,
  told: Told,
  calendars: CalendarCatalogue,
  now: Instant,
): ShownReview | undefined => {
  const { dueAt, submittedAt } = clock;
  if (!isOpen(clock) || dueAt === undefined || submittedAt === undefined || terms === undefined) return undefined;
  const calendar = calendars.get(terms.calendar);
  const isNobodys = told.has("slaEscalation") && !isTakenSince(acknowledgements, dueAt);
  const entry: DigestEntry = {
    standing: standingOf(dueAt, told, isNobodys, now),
    submissionId: facts.submissionId,
    offer: facts.offer,
    offerTypeName: offerTypeName(facts.offer.type),
    publisher: facts.publisher,
    submittedAt,
    dueAt,
    lateInBusinessDays: lateInBusinessDays(terms, calendar, dueAt, now),
    businessHoursLeft: businessHoursLeft(terms, calendar, now, dueAt),
    days: clock.days,
    ...present({
      owner: ownerAt(acknowledgements, now)?.by,
      expectedAt: noticeInForce(delayNotices, dueAt)?.expectedAt,
    }),
  };
  return { entry, isNews: isNobodys || [...told].some((kind) => kind !== "slaEscalation") };
};

const standingOf = (dueAt: Instant, told: Told, isNobodys: boolean, now: Instant): DigestStanding => {
  if (dueAt > now) return "dueSoon";
  if (isNobodys) return "nobodys";
  return told.has("slaBreach") ? "newlyLate" : "stillLate";
};
