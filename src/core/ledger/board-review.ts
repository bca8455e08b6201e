import { NotifierError } from "../errors.ts";
import type { Instant } from "../instant.ts";
import { present } from "../present.ts";
import { businessHoursLeft } from "../sla/business-hours.ts";
import type { CalendarCatalogue } from "../sla/calendar-catalogue.ts";
import { isOpen } from "../sla/review-clock.ts";
import { type BoardFilter, NOBODY } from "./board-query.ts";
import { sameType } from "./list-keys.ts";
import type { ReviewSummary } from "./review-summary.ts";

/** One review on the board. */
export interface BoardReview extends Omit<ReviewSummary, "partition" | "owner" | "ownedUntil"> {
  /** True when it is open and past its due time, announced or not. */
  readonly isLate: boolean;
  /** Business hours to the due time, negative for those since; absent without a due time, and once the clock has stopped. */
  readonly leftInBusinessHours?: number;
  /** Whose it is now; absent for nobody's. */
  readonly owner?: { readonly by: string; readonly until: Instant };
}

/** Says of a review whether the board was asked for it. */
export const wantedBy = (
  { offerType, publisher, owner, text }: BoardFilter,
  now: Instant,
): ((review: ReviewSummary) => boolean) => {
  const has = (value: string, part: string): boolean => value.toLowerCase().includes(part.toLowerCase());
  return (review) => {
    const ownedBy = ownerOf(review, now)?.by;
    if (offerType !== undefined && sameType(review.offerType) !== sameType(offerType)) return false;
    if (publisher !== undefined && review.publisherId !== publisher) return false;
    if (owner === NOBODY ? ownedBy !== undefined : owner !== undefined && !has(ownedBy ?? "", owner)) return false;
    const { submissionId, offerId, offerName, publisherId } = review;
    return text === undefined || [submissionId, offerId, offerName, publisherId].some((value) => has(value, text));
  };
};

const ownerOf = ({ owner, ownedUntil }: ReviewSummary, now: Instant): BoardReview["owner"] =>
  owner !== undefined && ownedUntil !== undefined && ownedUntil > now ? { by: owner, until: ownedUntil } : undefined;

/** A review as the board shows it. */
export const toBoardReview = (review: ReviewSummary, calendars: CalendarCatalogue, now: Instant): BoardReview => {
  const { partition: _partition, owner: _owner, ownedUntil: _until, ...shown } = review;
  return {
    ...shown,
    isLate: isOpen(review) && review.dueAt !== undefined && review.dueAt < now,
    ...present({ owner: ownerOf(review, now), leftInBusinessHours: hoursLeft(review, calendars, now) }),
  };
};

/** Undefined when the calendar is not installed or does not reach: a board without it is better than none. */
const hoursLeft = (review: ReviewSummary, calendars: CalendarCatalogue, now: Instant): number | undefined => {
  const { dueAt, zone, close, calendar } = review;
  if (!isOpen(review) || dueAt === undefined || zone === undefined || close === undefined || calendar === undefined) {
    return undefined;
  }
  try {
    return Math.trunc(businessHoursLeft({ zone, close }, calendars.get(calendar), now, dueAt) * 10) / 10;
  } catch (error) {
    if (error instanceof NotifierError) return undefined;
    throw error;
  }
};
