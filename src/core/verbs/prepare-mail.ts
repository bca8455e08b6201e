import { isRetryable, NotifierError } from "../errors.ts";
import { type Instant, msBetween } from "../instant.ts";
import type { ResultRows } from "../ledger/review-rows.ts";
import { recordAttempt } from "../notifications/after-attempt.ts";
import { ADDRESS_BOUNCED, type Notification } from "../notifications/notification.ts";
import type { Clock, OutgoingMail, Random } from "../ports.ts";

/** A composed mail with what the row keeps of its making, or the reason why none is wanted any more. */
export type ComposedMail =
  | { readonly kind: "mail"; readonly mail: OutgoingMail; readonly made: Partial<Notification> }
  | { readonly kind: "unwanted"; readonly reason: string };

/** Throws `ENTITY_INVALID` for a row edited to nonsense. */
export type ReadResult = () => ResultRows;

/** Makes the mail of a notification from the rows of its result and the rest of the ledger. Writes nothing. */
export type ComposeMail = (notification: Notification, readResult: ReadResult) => Promise<ComposedMail>;

/** A notification as it is to be written, before anything is sent. */
export type Prepared =
  /** Claimed with its mail: it may be sent once this is written. */
  | { readonly kind: "claim"; readonly next: Notification; readonly mail: OutgoingMail; readonly claimedAt: Instant }
  /** Nothing is to be sent. */
  | { readonly kind: "end"; readonly next: Notification; readonly mail?: OutgoingMail; readonly isNotice?: true }
  /** It waits for its slot of the provider's quota. */
  | { readonly kind: "wait"; readonly next: Notification; readonly hintAt: Instant };

/** What preparing needs. */
export interface PrepareDeps {
  readonly composeMail: ComposeMail;
  readonly clock: Clock;
  readonly random: Random;
  /** Why mail to this address is not sent at all; undefined when it may be. */
  readonly suppressionOf: (address: string) => Promise<string | undefined>;
  /** When the provider's quota has a slot for this notification; undefined when it has one now. */
  readonly quotaSlot: (notification: Notification, now: Instant) => Promise<Instant | undefined>;
}

/** Composes a mail and finds whether it may go now, by the ledger's own clock where that is known. Writes nothing but the quota. Throws what trying again may help with. */
export type PrepareMail = (notification: Notification, readResult: ReadResult, now: Instant) => Promise<Prepared>;

/** Composes first, so that what is claimed is claimed with its mail; what cannot be composed has failed, and is no retry. */
export const makePrepareMail =
  (deps: PrepareDeps): PrepareMail =>
  async (notification, readResult, now) => {
    let composed: ComposedMail;
    try {
      composed = await deps.composeMail(notification, readResult);
    } catch (error) {
      // An outage of the ledger is no verdict on this mail; everything else would fail the same way each time.
      if (error instanceof NotifierError && isRetryable(error)) throw error;
      const reason =
        error instanceof NotifierError
          ? `${error.code}: ${error.message}`
          : "INTERNAL: The mail could not be composed.";
      const failed = recordAttempt(notification, deps.clock.now(), "permanent", reason);
      return { kind: "end", next: { ...failed, state: "failed", reason }, isNotice: true };
    }
    if (composed.kind === "unwanted") {
      return { kind: "end", next: { ...notification, state: "cancelled", reason: composed.reason } };
    }
    const { mail } = composed;
    const made = { ...notification, ...composed.made };
    const suppression = await deps.suppressionOf(notification.address ?? "");
    if (suppression !== undefined) {
      const next = { ...made, state: "suppressed", reason: suppression } as const;
      // With the address gone the team may be the only ones left to tell; the sweep finds out.
      return { kind: "end", next, mail, ...(suppression === ADDRESS_BOUNCED ? { isNotice: true } : {}) };
    }
    const slot = await deps.quotaSlot(notification, now);
    if (slot !== undefined) return waitForSlot(notification, slot, deps.clock.now());
    return claimOf(deps, made, mail);
  };

/** Readies the mail that a notification was claimed with for another try. */
export type PrepareMailAgain = (notification: Notification, mail: OutgoingMail, now: Instant) => Promise<Prepared>;

/** The same bytes with the same ids once more, so that whoever got both sees one mail. */
export const makePrepareMailAgain =
  (deps: Pick<PrepareDeps, "clock" | "random" | "quotaSlot">): PrepareMailAgain =>
  async (notification, mail, now) => {
    const slot = await deps.quotaSlot(notification, now);
    if (slot === undefined) return claimOf(deps, { ...notification, attempt: notification.attempt + 1 }, mail);
    const waiting = withSlot(notification, slot, deps.clock.now());
    return {
      kind: "wait",
      next: { ...waiting, state: "unknown", attempt: notification.attempt + 1, nextAttemptAt: slot },
      hintAt: slot,
    };
  };

const claimOf = (
  { clock, random }: Pick<PrepareDeps, "clock" | "random">,
  made: Notification,
  mail: OutgoingMail,
): Extract<Prepared, { kind: "claim" }> => {
  const claimedAt = clock.now();
  const { nextAttemptAt: _done, reason: _old, quotaSlotAt: _used, ...rest } = made;
  const firstAttemptAt = made.firstAttemptAt ?? claimedAt;
  const next = { ...rest, state: "claimed", firstAttemptAt, claimId: random.newId() } as const;
  return { kind: "claim", next, mail, claimedAt };
};

/** Waiting for quota is no attempt: the number stays, and so does the start of the 24 hours. */
const waitForSlot = (notification: Notification, slot: Instant, now: Instant): Prepared => ({
  kind: "wait",
  next: { ...withSlot(notification, slot, now), nextAttemptAt: slot, reason: "waitingForQuota" },
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
