import type { Instant } from "../../core/instant.ts";
import { RESULT_KINDS, RESULT_MAILS } from "../../core/notifications/result-mails.ts";
import { HOURS_A_BUSINESS_DAY } from "../../core/sla/business-hours.ts";
import type { ClockState } from "../../core/sla/review-clock.ts";
import { toShortTime } from "./time-view.ts";

/** How a state is called, and which colour stands beside the word. */
export interface StateView {
  readonly word: string;
  readonly tone: "late" | "soon" | "calm" | "good" | "quiet";
}

/** The words for each state of a clock. */
export const STATE_VIEWS: Readonly<Record<ClockState, StateView>> = {
  breached: { word: "Late", tone: "late" },
  warned: { word: "Due soon", tone: "soon" },
  running: { word: "Running", tone: "calm" },
  paused: { word: "Paused", tone: "quiet" },
  met: { word: "In time", tone: "good" },
  metLate: { word: "Finished late", tone: "late" },
  cancelled: { word: "Withdrawn", tone: "quiet" },
  untracked: { word: "No deadline", tone: "quiet" },
};

/** One and many: `1 hour`, `2 hours`. */
export const count = (amount: number, one: string, many = `${one}s`): string =>
  `${amount} ${amount === 1 ? one : many}`;

/** Business time in the unit that people plan by: `3 business days 2 h`, `5 h`, `under 1 h`. */
export const businessTime = (hours: number): string => {
  const whole = Math.floor(hours);
  const [days, rest] = [Math.floor(whole / HOURS_A_BUSINESS_DAY), whole % HOURS_A_BUSINESS_DAY];
  if (days === 0) return rest === 0 ? "under 1 h" : `${rest} h`;
  return `${count(days, "business day")}${rest === 0 ? "" : ` ${rest} h`}`;
};

/** How late, beside the word: `since Fri 17:00`, and from one whole business day on `by 2 business days`. */
export const howLate = (hours: number, dueAt: Instant, zone?: string): string => {
  const days = Math.floor(-hours / HOURS_A_BUSINESS_DAY);
  return days > 0 ? `by ${count(days, "business day")}` : `since ${toShortTime(dueAt, zone)}`;
};

/** `3 h left`. */
export const timeLeft = (hours: number): string => `${businessTime(hours)} left`;

/** What each kind of mail tells. */
export const MAIL_KINDS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(RESULT_KINDS.map((kind) => [kind, RESULT_MAILS[kind].name])),
  reviewDelayed: "Delay",
  slaWarning: "Alert: due soon",
  slaBreach: "Alert: late",
  slaReminder: "Alert: reminder",
  teamNotice: "Notice to the team",
};

/** The words for each state of a mail. */
export const MAIL_STATES: Readonly<Record<string, StateView>> = {
  queued: { word: "Waiting", tone: "calm" },
  claimed: { word: "Being sent", tone: "calm" },
  retrying: { word: "Trying again", tone: "soon" },
  unknown: { word: "Outcome unknown", tone: "soon" },
  accepted: { word: "Accepted", tone: "good" },
  delivered: { word: "Delivered", tone: "good" },
  bounced: { word: "Bounced", tone: "late" },
  suppressed: { word: "Not sent", tone: "quiet" },
  failed: { word: "Failed", tone: "late" },
  cancelled: { word: "Cancelled", tone: "quiet" },
};
