import { type Instant, plusMs } from "../instant.ts";
import type { MailOutcome, MailStatus } from "../ports.ts";
import { present } from "../present.ts";
import { stateAfterReports } from "./apply-report.ts";
import { type Attempt, isOpen, type Notification } from "./notification.ts";
import { nextAttemptAt, retryDelayInMs, SEND_TIMES } from "./retry-ladder.ts";

/** What the decision about an attempt depends on, besides the attempt. */
export interface AttemptPolicy {
  /** True where the provider can tell what became of an earlier attempt. */
  readonly canAsk: boolean;
  /** What to do about an unknown outcome where it cannot. */
  readonly unknownMail: "resend" | "hold";
  /** A number in [0, 1), so that many retries do not come back at once. */
  readonly fraction: number;
}

/** An attempt that ended: the provider's answer, or one that was dropped before the provider was called. */
export type AttemptOutcome = MailOutcome | { readonly kind: "dropped"; readonly answer: string };

/** What a notification becomes, when to look at it again, and whether the team has to be told. */
export interface AfterAttempt {
  readonly next: Notification;
  /** Absent when there is nothing more to do. */
  readonly hintAt?: Instant;
  readonly isNotice?: true;
}

/** The notification with one more attempt on its record. */
export const recordAttempt = (
  notification: Notification,
  at: Instant,
  outcome: Attempt["outcome"],
  answer: string,
  ours = false,
): Notification => ({
  ...notification,
  attempts: [
    ...notification.attempts,
    { number: notification.attempt, at, outcome, answer, ...(ours ? { ours } : {}) },
  ],
});

/** What a claimed notification becomes by the outcome of its attempt. */
export const afterAttempt = (
  claimed: Notification,
  outcome: AttemptOutcome,
  policy: AttemptPolicy,
  now: Instant,
): AfterAttempt => {
  const wasUnknown = claimed.attempts.some((attempt) => attempt.outcome === "unknown");
  switch (outcome.kind) {
    case "accepted":
      return accept(recordAttempt(claimed, now, "accepted", outcome.answer), now);
    case "permanent": {
      const refused = recordAttempt(claimed, now, "permanent", outcome.answer);
      // A provider may refuse a repeat of what it already took, so on a repeat a refusal is a reason to ask.
      return wasUnknown && policy.canAsk ? askLater(refused, policy, now) : fail(refused, outcome.answer);
    }
    case "retryable":
      return retryLater(
        recordAttempt(claimed, now, "retryable", outcome.answer, outcome.ours),
        policy,
        now,
        outcome.retryAfterInMs,
      );
    case "dropped":
      return retryLater(recordAttempt(claimed, now, "dropped", outcome.answer), policy, now);
    case "unknown":
      return askLater(recordAttempt(claimed, now, "unknown", outcome.answer), policy, now);
  }
};

/** What became of a claim while its mail was under way, by the row as it is now: still `claimed`, whatever else was added to it; `marked` by ourselves; or `gone`. */
export const fateOfClaim = (
  claimed: Notification,
  now: Notification | undefined,
  { answer }: AttemptOutcome,
): "claimed" | "marked" | "gone" => {
  if (now === undefined || now.claimId !== claimed.claimId) return "gone";
  if (now.state === "claimed") return "claimed";
  const since = now.attempts.slice(claimed.attempts.length);
  return since.some((attempt) => attempt.answer === answer) ? "marked" : "gone";
};

/** What an unknown notification becomes by what the provider says of it; `sendAgain` when it may and should go again. */
export const afterStatus = (
  notification: Notification,
  status: MailStatus,
  policy: AttemptPolicy,
  now: Instant,
): AfterAttempt | "sendAgain" => {
  const [, second] = SEND_TIMES.askAfterInMs;
  switch (status.kind) {
    case "accepted":
      return accept(recordAttempt(notification, now, "accepted", status.answer), now);
    case "failed":
      return fail(notification, status.answer);
    case "unavailable":
      return lookAgain(notification, policy, now, second);
    case "notFound": {
      if (notFoundInARow(notification.attempts) < SEND_TIMES.askAfterInMs.length)
        return lookAgain(notification, policy, now, second);
      const refusal = lastRefusal(notification.attempts);
      return refusal === undefined ? "sendAgain" : fail(notification, refusal);
    }
  }
};

/** Keeps an unknown outcome in the open and comes back to it after this time; for ever, where the policy is to hold it. */
export const lookAgain = (
  notification: Notification,
  { canAsk, unknownMail }: AttemptPolicy,
  now: Instant,
  delayInMs: number,
): AfterAttempt => {
  if (!canAsk && unknownMail === "hold") {
    const { nextAttemptAt: _done, ...rest } = notification;
    return { next: { ...rest, state: "unknown", reason: "held" } };
  }
  return onLadder(notification, "unknown", now, delayInMs);
};

/** Reports that came before we knew that the mail was accepted say what became of it. */
const accept = (notification: Notification, now: Instant): AfterAttempt => {
  const { reason: _old, nextAttemptAt: _done, ...rest } = notification;
  // A report may have told so already, while the answer was on its way.
  if (!isOpen(notification.state)) return { next: { ...notification, acceptedAt: notification.acceptedAt ?? now } };
  const { state, reason } = stateAfterReports(rest.reports ?? []);
  const next = { ...rest, state, ...present({ reason }), acceptedAt: now };
  return state === "accepted" || state === "delivered" ? { next } : { next, isNotice: true };
};

const fail = (notification: Notification, reason: string): AfterAttempt => {
  if (!isOpen(notification.state)) return { next: notification };
  const { nextAttemptAt: _done, ...rest } = notification;
  return { next: { ...rest, state: "failed", reason }, isNotice: true };
};

const retryLater = (
  notification: Notification,
  { fraction }: AttemptPolicy,
  now: Instant,
  retryAfterInMs?: number,
): AfterAttempt =>
  onLadder(notification, "retrying", now, retryDelayInMs(notification.attempt, fraction, retryAfterInMs));

/** The provider may know more in a minute; where it cannot be asked, each time later. */
const askLater = (notification: Notification, policy: AttemptPolicy, now: Instant): AfterAttempt => {
  const [soonest] = SEND_TIMES.askAfterInMs;
  const delayInMs = policy.canAsk ? soonest : Math.max(soonest, retryDelayInMs(notification.attempt, policy.fraction));
  return lookAgain(notification, policy, now, delayInMs);
};

/** The 24 hours run from the first real try, less what was spent waiting for quota. */
const onLadder = (
  notification: Notification,
  state: "retrying" | "unknown",
  now: Instant,
  delayInMs: number,
): AfterAttempt => {
  if (!isOpen(notification.state)) return { next: notification };
  const { firstAttemptAt, quotaWaitInMs = 0, attempts } = notification;
  const last = attempts.at(-1)?.answer ?? "";
  const at = nextAttemptAt(now, plusMs(firstAttemptAt ?? now, quotaWaitInMs), delayInMs);
  if (at === undefined)
    return fail(
      notification,
      state === "retrying" ? `tried for 24 hours; last: ${last}` : `unknown for 24 hours; last: ${last}`,
    );
  const next = { ...notification, state, attempt: notification.attempt + 1, nextAttemptAt: at, reason: last };
  return { next, hintAt: at };
};

const lastRealIndex = (attempts: readonly Attempt[]): number =>
  attempts.findLastIndex(({ outcome }) => outcome !== "asked" && outcome !== "notFound");

/** The provider's refusal of the last real attempt: a verdict after all, once the provider knows of no operation that it could repeat. */
const lastRefusal = (attempts: readonly Attempt[]): string | undefined => {
  const last = attempts[lastRealIndex(attempts)];
  return last?.outcome === "permanent" ? last.answer : undefined;
};

/** How many answers of "no such operation" came since the last real attempt. */
const notFoundInARow = (attempts: readonly Attempt[]): number =>
  attempts.slice(lastRealIndex(attempts) + 1).filter(({ outcome }) => outcome === "notFound").length;
