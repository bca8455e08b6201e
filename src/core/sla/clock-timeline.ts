import { hasCode } from "../errors.ts";
import type { Instant } from "../instant.ts";
import type { Due } from "./due-at.ts";
import type { Pause } from "./pause.ts";
import type { ClockEvent } from "./review-clock.ts";

/** When a review is due, given the pauses so far; throws `NotifierError("CALENDAR_RANGE")`. */
export type ComputeDue = (pauses: readonly Pause[]) => Due;

/** What stopped a clock for good. */
export interface ClockStop {
  readonly kind: "completed" | "cancelled";
  readonly at: Instant;
}

/** What a review's events say of its clock, whatever was announced. */
export interface Timeline {
  /** Pauses that had an effect, the last one still open when `pausedAt` is present. */
  readonly pauses: readonly Pause[];
  readonly pausedAt?: Instant;
  readonly pauseReason?: string;
  readonly stopped?: ClockStop;
}

/** The order in which things happened; the key decides between events of the same instant. */
export const inOrder = (events: readonly ClockEvent[]): ClockEvent[] =>
  [...events].sort((a, b) => {
    if (a.at !== b.at) return a.at < b.at ? -1 : 1;
    return a.eventKey < b.eventKey ? -1 : Number(a.eventKey > b.eventKey);
  });

/** The instant of the submission: the first `submitted` event, else the earliest that any other event names. */
export const submissionOf = (events: readonly ClockEvent[]): Instant | undefined => {
  const own = events.filter(({ kind }) => kind === "submitted").map(({ at }) => at);
  const named = events.map(({ submittedAt }) => submittedAt).filter((at) => at !== undefined);
  return (own.length > 0 ? own : named).sort()[0];
};

const toStop = ({ kind, at }: ClockEvent): ClockStop | undefined =>
  kind === "completed" || kind === "cancelled" ? { kind, at } : undefined;

/** The first result or withdrawal. */
export const stopOf = (events: readonly ClockEvent[]): ClockStop | undefined =>
  inOrder(events)
    .map(toStop)
    .find((stop) => stop !== undefined);

const pauseFrom = (from: Instant, to: Instant, reason: string | undefined): Pause =>
  reason === undefined ? { from, to } : { from, to, reason };

/** True when the promise was broken before `at`: a pause that begins then mends nothing. */
const isPast = (pauses: readonly Pause[], at: Instant, computeDue: ComputeDue): boolean => {
  try {
    return computeDue(pauses).dueAt <= at;
  } catch (error) {
    if (hasCode(error, "CALENDAR_RANGE")) return false;
    throw error;
  }
};

/** Walks the events after the submission in the order in which they happened. The first result or withdrawal ends the walk. */
export const toTimeline = (events: readonly ClockEvent[], computeDue: ComputeDue): Timeline => {
  const pauses: Pause[] = [];
  let open: { at: Instant; reason: string | undefined } | undefined;
  for (const event of inOrder(events)) {
    const { kind, at, reason } = event;
    const stopped = toStop(event);
    if (stopped) {
      if (open) pauses.push(pauseFrom(open.at, at, open.reason));
      return { pauses, stopped };
    }
    if (kind === "paused" && !open && !isPast(pauses, at, computeDue)) open = { at, reason };
    if (kind === "resumed" && open) {
      pauses.push(pauseFrom(open.at, at, open.reason));
      open = undefined;
    }
  }
  if (!open) return { pauses };
  const paused = { pauses, pausedAt: open.at };
  return open.reason === undefined ? paused : { ...paused, pauseReason: open.reason };
};
