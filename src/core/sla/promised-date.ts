import { hasCode, NotifierError } from "../errors.ts";
import type { Instant } from "../instant.ts";
import { addBusinessDays, type BusinessCalendar } from "./business-calendar.ts";
import { type ClockTerms, closeInMinutes } from "./clock-terms.ts";
import { zoneNamed } from "./zone.ts";

/** The furthest date that can be promised: about a year. */
export const MOST_BUSINESS_DAYS_DELAYED = 250;

/** A date as it is asked for: itself, or the close of so many business days from today. */
export interface AskedDate {
  readonly expectedAt?: Instant | undefined;
  readonly businessDays?: number | undefined;
}

const refused = (problem: string): NotifierError =>
  new NotifierError("REQUEST_INVALID", undefined, { problems: [problem] });

/**
 * The date to be promised to a publisher. Throws `REQUEST_INVALID` for one that is not later than the due time, that lies beyond the
 * close of the 250th business day from now, or that the calendar does not reach.
 */
export const promisedDate = (
  terms: ClockTerms,
  calendar: BusinessCalendar,
  dueAt: Instant,
  now: Instant,
  { expectedAt, businessDays }: AskedDate,
): Instant => {
  const member = expectedAt === undefined ? "businessDays" : "expectedAt";
  const zone = zoneNamed(terms.zone);
  const closeAfter = (days: number): Instant =>
    zone.instantAt(addBusinessDays(calendar, zone.dayOf(now), days), closeInMinutes(terms.close));
  try {
    const promised = expectedAt ?? closeAfter(businessDays ?? 1);
    if (promised <= dueAt) throw refused(`${member}: must come to later than ${dueAt}, when the review is due`);
    const latest = closeAfter(MOST_BUSINESS_DAYS_DELAYED);
    if (promised > latest) throw refused(`${member}: must not be later than ${latest}, a year from now`);
    return promised;
  } catch (error) {
    if (hasCode(error, "CALENDAR_RANGE")) throw refused(`${member}: lies beyond the calendar of this review`);
    throw error;
  }
};
