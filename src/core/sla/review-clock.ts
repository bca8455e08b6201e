import * as z from "zod";
import type { EVENT_KINDS } from "../certification/event.ts";
import type { Instant } from "../instant.ts";
import type { Stored } from "../stored.ts";
import { storedInstant } from "../stored-instant.ts";
import { traceDaySchema } from "./trace.ts";

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
  readonly kind: (typeof EVENT_KINDS)[number];
  /** When it happened, by the producer's word; not when we learned of it. */
  readonly at: Instant;
  /** Decides the order of events that happened at the same instant. */
  readonly eventKey: string;
  /** An event of another kind that names the submission starts the clock too, until a `submitted` event says better. */
  readonly submittedAt?: Instant;
  readonly reason?: string;
}

/** One announcement that was made (its digest is queued), or was passed over for a later one. */
export const announcementSchema = z.object({
  kind: z.enum(ANNOUNCEMENT_KINDS),
  /** For warning and breach which promise of the clock it is about, 1 for the review time itself; reminders of one promise count from 1. */
  n: z.number(),
  at: storedInstant,
  /** True when a later step was announced in its place. */
  skipped: z.boolean().exactOptional(),
});
export type Announcement = Stored<typeof announcementSchema>;

/** One thing to announce at its instant. */
export const clockStepSchema = z.object({
  kind: z.enum(ANNOUNCEMENT_KINDS),
  n: z.number(),
  at: storedInstant,
  /** The promised time that it is about; absent where that is the clock's due time. */
  dueAt: storedInstant.exactOptional(),
  /** True when it was announced, or passed over. */
  isDone: z.boolean(),
});
export type ClockStep = Stored<typeof clockStepSchema>;

/** The clock of one review, computed anew from all its events. */
export const reviewClockSchema = z.object({
  state: z.enum(CLOCK_STATES),
  /** When the review was submitted; absent until an event says so. */
  submittedAt: storedInstant.exactOptional(),
  /** Absent while paused (each further business day moves it), when untracked, and when the calendar does not reach. */
  dueAt: storedInstant.exactOptional(),
  /** When the first result or the withdrawal stopped it. */
  stoppedAt: storedInstant.exactOptional(),
  /** Since when it waits, while it does. */
  pausedAt: storedInstant.exactOptional(),
  /** True for a running clock whose calendar does not reach the due day: it announces nothing, and health is red. */
  isProvisional: z.boolean(),
  /** Why it cannot tell met from late: no review time is promised, no submission is known, or the calendar does not reach. */
  untrackedReason: z.enum(["noReviewTime", "noSubmission", "calendarRange"]).exactOptional(),
  /** Up to the due day; while paused up to the day the pause began. */
  days: z.array(traceDaySchema),
  /** What is announced and when, in order; empty for a clock that is paused or has stopped. */
  steps: z.array(clockStepSchema),
});
export type ReviewClock = Stored<typeof reviewClockSchema>;

/** True for a clock that no event has stopped and that has a due time or will have one. */
export const isOpen = ({ state }: Pick<ReviewClock, "state">): boolean =>
  state === "running" || state === "paused" || state === "warned" || state === "breached";

/** True when an open clock is past its due time, announced or not. */
export const isLate = (clock: ReviewClock, now: Instant): boolean =>
  isOpen(clock) && clock.dueAt !== undefined && clock.dueAt < now;
