import { NotifierError } from "../errors.ts";
import { type Instant, msBetween } from "../instant.ts";
import type { OutgoingMail } from "../ports.ts";
import { recordAttempt } from "./after-attempt.ts";
import { ADDRESS_BOUNCED, type Notification } from "./notification.ts";

/** A notification as it is to be written, before anything is sent. */
export type Prepared =
  /** Claimed with its mail: it may be sent once this is written. */
  | { readonly kind: "claim"; readonly next: Notification; readonly mail: OutgoingMail; readonly claimedAt: Instant }
  /** Nothing is to be sent. */
  | { readonly kind: "end"; readonly next: Notification; readonly mail?: OutgoingMail; readonly isNotice?: true }
  /** It waits for its slot of the provider's quota. */
  | { readonly kind: "wait"; readonly next: Notification; readonly hintAt: Instant };

/** A claim whose row is written, and whether the sweep can find it. */
export interface WrittenClaim extends Omit<Extract<Prepared, { kind: "claim" }>, "kind"> {
  readonly etag: string;
  readonly hasDueRow: boolean;
}

/** Claims a notification with its mail; the 24 hours of the retry ladder run from its first claim. */
export const claim = (made: Notification, mail: OutgoingMail, claimId: string, claimedAt: Instant): Prepared => {
  const { nextAttemptAt: _done, reason: _old, quotaSlotAt: _used, ...rest } = made;
  const firstAttemptAt = made.firstAttemptAt ?? claimedAt;
  return { kind: "claim", next: { ...rest, state: "claimed", firstAttemptAt, claimId }, mail, claimedAt };
};

/** Ends a notification whose mail cannot be composed: it would fail the same way each time, so the team is told. */
export const endUncomposable = (notification: Notification, error: unknown, now: Instant): Prepared => {
  const reason =
    error instanceof NotifierError ? `${error.code}: ${error.message}` : "INTERNAL: The mail could not be composed.";
  const failed = recordAttempt(notification, now, "permanent", reason);
  return { kind: "end", next: { ...failed, state: "failed", reason }, isNotice: true };
};

/** Ends a notification that nobody wants any more. */
export const endUnwanted = (notification: Notification, reason: string): Prepared => ({
  kind: "end",
  next: { ...notification, state: "cancelled", reason },
});

/** Ends a notification whose address gets no mail, and keeps what would have been sent. With the address gone the team may be the only ones left to tell; the sweep finds out. */
export const endSuppressed = (made: Notification, mail: OutgoingMail, reason: string): Prepared => ({
  kind: "end",
  next: { ...made, state: "suppressed", reason },
  mail,
  ...(reason === ADDRESS_BOUNCED ? { isNotice: true } : {}),
});

/** Lets a notification wait for its slot of the quota. That is no attempt: the number stays, and so does the start of the 24 hours. */
export const waitForSlot = (notification: Notification, slot: Instant, now: Instant): Prepared => ({
  kind: "wait",
  next: { ...withSlot(notification, slot, now), nextAttemptAt: slot, reason: "waitingForQuota" },
  hintAt: slot,
});

/** Lets a mail that may have been sent wait for the slot of its repeat; it stays unknown in the meantime. */
export const waitToRepeat = (notification: Notification, slot: Instant, now: Instant): Prepared => ({
  kind: "wait",
  next: {
    ...withSlot(notification, slot, now),
    state: "unknown",
    attempt: notification.attempt + 1,
    nextAttemptAt: slot,
  },
  hintAt: slot,
});

/** The row keeps its slot, so that it takes no second one when its time has come. */
const withSlot = (notification: Notification, slot: Instant, now: Instant): Notification => ({
  ...notification,
  quotaSlotAt: slot,
  ...(notification.firstAttemptAt === undefined
    ? {}
    : { quotaWaitInMs: (notification.quotaWaitInMs ?? 0) + Math.max(0, msBetween(now, slot)) }),
});
