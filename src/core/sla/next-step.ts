import type { Instant } from "../instant.ts";
import { present } from "../present.ts";
import type { AnnouncementKind, ClockStep, ReviewClock } from "./review-clock.ts";

/** What a clock has to say at some moment, and when to look at it again. */
export interface NextStep {
  /** The one thing to announce now: for the team the latest breach whose instant has come, else the latest step; else an escalation. */
  readonly announce?: ClockStep;
  /** The other steps whose instant has come too, to be recorded as skipped. */
  readonly skipped: readonly ClockStep[];
  /** When to look at the clock: the instant of what is to be announced now, else of the next step; absent when none is known to follow. */
  readonly nextAt?: Instant;
}

/**
 * What to announce at `now`, never early and never twice. Once announcement and skipped steps are recorded, fold the
 * clock again with them and ask again: only then is `nextAt` a later instant, and reminders are counted from the breach.
 */
export const nextStep = (clock: ReviewClock, now: Instant): NextStep => {
  const open = clock.steps.filter(({ isDone }) => !isDone);
  const come = open.filter(({ at }) => at <= now);
  const team = come.filter(({ kind }) => kind !== "slaEscalation");
  const announce = team.findLast(({ kind }) => kind === "slaBreach") ?? team.at(-1) ?? come.at(-1);
  const nextAt = (announce ?? open[0])?.at;
  return {
    skipped: team.filter((step) => step !== announce),
    ...present({ announce, nextAt }),
  };
};

/** The part of an announcement's key that tells clocks, promises and steps apart: another due time is another clock. */
export const announcementKey = (
  dueAt: Instant,
  step: { readonly kind: AnnouncementKind; readonly n: number; readonly dueAt?: Instant },
): string => `${step.dueAt ?? dueAt}|${step.kind}|${step.n}`;

/** What an announcement of a review is known by; two sweeps that come to the same one announce once. */
export const announcementCause = (partition: string, { dueAt }: ReviewClock, step: ClockStep): string =>
  `${partition}|${announcementKey(dueAt ?? step.at, step)}`;
