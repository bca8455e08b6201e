import * as z from "zod";
import { NotifierError } from "../errors.ts";
import type { Instant } from "../instant.ts";
import type { Stored } from "../stored.ts";
import { storedInstant } from "../stored-instant.ts";
import { addBusinessDays, type BusinessCalendar } from "./business-calendar.ts";
import { type ClockTerms, closeInMinutes } from "./clock-terms.ts";
import { zoneNamed } from "./zone.ts";

/** Somebody took a review on, and is not reminded of it for a while. */
export const acknowledgementSchema = z.object({
  at: storedInstant,
  /** Who, as they wrote it: untrusted text. */
  by: z.string(),
  note: z.string().exactOptional(),
  /** The digest whose link was used, and the address that it was sent to; absent for whoever asked otherwise. */
  mail: z.string().exactOptional(),
  mailTo: z.string().exactOptional(),
  /** Until when the review is theirs; it ends by itself. */
  until: storedInstant,
});
export type Acknowledgement = Stored<typeof acknowledgementSchema>;

/** A time without reminders: those after `from` and before `to`. */
export interface QuietSpan {
  readonly from: Instant;
  readonly to: Instant;
}

/** The longest time for which a review can be taken on without saying so again. */
export const MOST_BUSINESS_DAYS_OWNED = 5;

/** When each acknowledgement keeps reminders away: until its end, or until the next one takes its place. */
export const quietSpans = (acknowledgements: readonly Acknowledgement[]): QuietSpan[] =>
  acknowledgements.map(({ at, until }, index) => {
    const next = acknowledgements[index + 1]?.at;
    return { from: at, to: next !== undefined && next < until ? next : until };
  });

/** The acknowledgement that holds at `now`: the last one, if it has not ended. */
export const ownerAt = (acknowledgements: readonly Acknowledgement[], now: Instant): Acknowledgement | undefined => {
  const last = acknowledgements.at(-1);
  return last !== undefined && last.until > now ? last : undefined;
};

/** True when somebody had the review at `since`, or took it on later. */
export const isTakenSince = (acknowledgements: readonly Acknowledgement[], since: Instant): boolean =>
  quietSpans(acknowledgements).some(({ to }) => to > since);

/** The closes of business until which a review can be taken on, from that of the next business day to the last one allowed. */
export const closesAhead = (terms: ClockTerms, calendar: BusinessCalendar, now: Instant): Instant[] => {
  const zone = zoneNamed(terms.zone);
  return Array.from({ length: MOST_BUSINESS_DAYS_OWNED }, (_, index) =>
    zone.instantAt(addBusinessDays(calendar, zone.dayOf(now), index + 1), closeInMinutes(terms.close)),
  );
};

/**
 * Until when a review is taken on: `asked`, or the close of the next business day. Throws `REQUEST_INVALID` for an end that has passed,
 * or that lies beyond the close of the fifth business day.
 */
export const ownedUntil = (
  terms: ClockTerms,
  calendar: BusinessCalendar,
  now: Instant,
  asked: Instant | undefined,
): Instant => {
  const zone = zoneNamed(terms.zone);
  const closeAfter = (days: number): Instant =>
    zone.instantAt(addBusinessDays(calendar, zone.dayOf(now), days), closeInMinutes(terms.close));
  if (asked === undefined) return closeAfter(1);
  const latest = closeAfter(MOST_BUSINESS_DAYS_OWNED);
  if (asked > now && asked <= latest) return asked;
  const problem =
    asked <= now ? "must be later than now" : `must not be later than ${latest}, five business days from now`;
  throw new NotifierError("REQUEST_INVALID", undefined, { problems: [`until: ${problem}`] });
};
