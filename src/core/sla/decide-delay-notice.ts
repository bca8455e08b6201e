import { NotifierError } from "../errors.ts";
import type { Instant } from "../instant.ts";
import { present } from "../present.ts";
import type { CalendarCatalogue } from "./calendar-catalogue.ts";
import { type DelayNotice, noticeInForce } from "./delay-notice.ts";
import { type AskedDate, promisedDate } from "./promised-date.ts";
import { isOpen } from "./review-clock.ts";
import type { ReviewRecord } from "./review-record.ts";

/** A notice of delay as it is asked for. */
export interface AskedNotice extends AskedDate {
  readonly reason: string;
  readonly by?: string | undefined;
}

/**
 * The notice that is asked for, or the one in force when it says the same. Throws `REQUEST_INVALID` for a date that has passed or does not
 * suit the clock, and `NOTHING_OPEN` for a clock that has no due time to be late for.
 */
export const decideDelayNotice = (
  calendars: CalendarCatalogue,
  { clock, terms, delayNotices = [] }: ReviewRecord,
  { reason, by, ...asked }: AskedNotice,
  now: Instant,
): DelayNotice => {
  if (asked.expectedAt !== undefined && asked.expectedAt <= now) {
    throw new NotifierError("REQUEST_INVALID", undefined, { problems: ["expectedAt: must be later than now"] });
  }
  if (!isOpen(clock) || terms === undefined) throw new NotifierError("NOTHING_OPEN");
  const { dueAt } = clock;
  if (dueAt === undefined) throw new NotifierError("NOTHING_OPEN", noDueTime(clock.state));
  const expectedAt = promisedDate(terms, calendars.get(terms.calendar), dueAt, now, asked);
  const inForce = noticeInForce(delayNotices, dueAt);
  if (inForce?.expectedAt === expectedAt && inForce.reason === reason) return inForce;
  return {
    at: now,
    n: (delayNotices.at(-1)?.n ?? 1) + 1,
    expectedAt,
    dueAt,
    reason,
    ...present({ by: by || undefined }),
  };
};

const noDueTime = (state: ReviewRecord["clock"]["state"]): string =>
  state === "paused"
    ? "The clock of this review waits, so it has no due time to be late for."
    : "The calendar of this review does not reach its due time.";
