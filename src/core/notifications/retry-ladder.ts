import { type Instant, msBetween, plusMs } from "../instant.ts";

/** Times of the sender, in milliseconds. */
export const SEND_TIMES = {
  /** How long a claim keeps others away. */
  leaseInMs: 45_000,
  /** How long one call to the mail provider may take, all in. */
  providerDeadlineInMs: 30_000,
  /** A sender slower than this between claim and call drops the attempt: its lease may run out during the call. */
  staleClaimInMs: 10_000,
  /** Longest span of the retry ladder. */
  ladderInMs: 24 * 60 * 60 * 1000,
  /** When an unknown outcome is asked about: first and second time. */
  askAfterInMs: [60_000, 5 * 60_000],
} as const;

const FIRST_DELAY_IN_MS = 5_000;
const LONGEST_DELAY_IN_MS = 15 * 60_000;

/**
 * How long to wait before the next attempt: 5 s doubling to 15 min, less up to a fifth by chance so that many do not come back at once.
 * The provider's `Retry-After` wins. `fraction` is a number in [0, 1).
 */
export const retryDelayInMs = (attempt: number, fraction: number, retryAfterInMs?: number): number => {
  if (retryAfterInMs !== undefined) return Math.max(retryAfterInMs, 1_000);
  const delay = Math.min(LONGEST_DELAY_IN_MS, FIRST_DELAY_IN_MS * 2 ** Math.min(attempt - 1, 20));
  return Math.round(delay * (1 - fraction / 5));
};

/** When to try again, or undefined when the ladder of 24 hours ends before. */
export const nextAttemptAt = (now: Instant, firstAttemptAt: Instant, delayInMs: number): Instant | undefined =>
  msBetween(firstAttemptAt, now) + delayInMs > SEND_TIMES.ladderInMs ? undefined : plusMs(now, delayInMs);
