import type { Instant } from "../instant.ts";
import type { TraceDay } from "./trace.ts";

/** Where a clock stands. */
export const CLOCK_STATES = [
  "running",
  "paused",
  "warned",
  "breached",
  "met",
  "metLate",
  "cancelled",
  "untracked",
] as const;
export type ClockState = (typeof CLOCK_STATES)[number];

/** What a clock announces: to the team, mildest first, and to whom a late review that nobody has is escalated. */
export const ANNOUNCEMENT_KINDS = ["slaWarning", "slaBreach", "slaReminder", "slaEscalation"] as const;
export type AnnouncementKind = (typeof ANNOUNCEMENT_KINDS)[number];

/** What a clock needs to know of one event of its review. */
export interface ClockEvent {
  readonly kind: "submitted" | "completed" | "cancelled" | "paused" | "resumed";
  /** When it happened, by the producer's word; not when we learned of it. */
  readonly at: Instant;
  /** Decides the order of events that happened at the same instant. */
  readonly eventKey: string;
  /** An event of another kind that names the submission starts the clock too, until a `submitted` event says better. */
  readonly submittedAt?: Instant;
  readonly reason?: string;
}

/** One announcement that was made (its digest is queued), or was passed over for a later one. */
export interface Announcement {
  readonly kind: AnnouncementKind;
  /** For warning and breach which promise of the clock it is about, 1 for the review time itself; reminders of one promise count from 1. */
  readonly n: number;
  readonly at: Instant;
  /** True when a later step was announced in its place. */
  readonly skipped?: boolean;
}

/** One thing to announce at its instant. */
export interface ClockStep {
  readonly kind: AnnouncementKind;
  readonly n: number;
  readonly at: Instant;
  /** The promised time that it is about; absent where that is the clock's due time. */
  readonly dueAt?: Instant;
  /** True when it was announced, or passed over. */
  readonly isDone: boolean;
}

/** Why a clock cannot tell met from late: no review time is promised, no submission is known, or the calendar does not reach. */
export type UntrackedReason = "noReviewTime" | "noSubmission" | "calendarRange";

/** The clock of one review, computed anew from all its events. */
export interface ReviewClock {
  readonly state: ClockState;
  /** When the review was submitted; absent until an event says so. */
  readonly submittedAt?: Instant;
  /** Absent while paused (each further business day moves it), when untracked, and when the calendar does not reach. */
  readonly dueAt?: Instant;
  /** When the first result or the withdrawal stopped it. */
  readonly stoppedAt?: Instant;
  /** Since when it waits, while it does. */
  readonly pausedAt?: Instant;
  /** True for a running clock whose calendar does not reach the due day: it announces nothing, and health is red. */
  readonly isProvisional: boolean;
  readonly untrackedReason?: UntrackedReason;
  /** Up to the due day; while paused up to the day the pause began. */
  readonly days: readonly TraceDay[];
  /** What is announced and when, in order; empty for a clock that is paused or has stopped. */
  readonly steps: readonly ClockStep[];
}

/** True for a clock that no event has stopped and that has a due time or will have one. */
export const isOpen = ({ state }: Pick<ReviewClock, "state">): boolean =>
  state === "running" || state === "paused" || state === "warned" || state === "breached";

/** True when an open clock is past its due time, announced or not. */
export const isLate = (clock: ReviewClock, now: Instant): boolean =>
  isOpen(clock) && clock.dueAt !== undefined && clock.dueAt < now;
