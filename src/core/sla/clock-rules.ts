import type { QuietSpan } from "./acknowledgement.ts";
import type { BusinessCalendar } from "./business-calendar.ts";
import type { ClockTerms } from "./clock-terms.ts";
import type { DelayNotice } from "./delay-notice.ts";

/** What a clock runs by: its pinned terms, and the calendar they name. */
export interface ClockRules {
  readonly terms: ClockTerms;
  readonly calendar: BusinessCalendar;
  /** When nobody is to be reminded. */
  readonly quiet?: readonly QuietSpan[];
  /** What publishers were told of a delay, oldest first. */
  readonly delays?: readonly DelayNotice[];
}
