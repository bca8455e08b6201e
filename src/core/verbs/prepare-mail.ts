import { isRetryable, NotifierError } from "../errors.ts";
import type { Instant } from "../instant.ts";
import type { NotificationLog } from "../ledger/notification-log.ts";
import type { ReadResultRows } from "../ledger/review-rows.ts";
import {
  claim,
  endSuppressed,
  endUncomposable,
  endUnwanted,
  type Prepared,
  waitForSlot,
  waitToRepeat,
} from "../notifications/before-attempt.ts";
import type { Notification } from "../notifications/notification.ts";
import type { Clock, OutgoingMail, Random } from "../ports.ts";

/** A composed mail with what the row keeps of its making, or the reason why none is wanted any more. */
export type ComposedMail =
  | { readonly kind: "mail"; readonly mail: OutgoingMail; readonly made: Partial<Notification> }
  | { readonly kind: "unwanted"; readonly reason: string };

/** Makes the mail of a notification from the rows of its result and the rest of the ledger. Writes nothing. */
export type ComposeMail = (notification: Notification, readResultRows: ReadResultRows) => Promise<ComposedMail>;

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
export type PrepareMail = (
  notification: Notification,
  readResultRows: ReadResultRows,
  now: Instant,
) => Promise<Prepared>;

/** Composes first, so that what is claimed is claimed with its mail; what cannot be composed has failed, and is no retry. */
export const makePrepareMail =
  ({ composeMail, clock, random, suppressionOf, quotaSlot }: PrepareDeps): PrepareMail =>
  async (notification, readResultRows, now) => {
    let composed: ComposedMail;
    try {
      composed = await composeMail(notification, readResultRows);
    } catch (error) {
      // An outage of the ledger is no verdict on this mail.
      if (error instanceof NotifierError && isRetryable(error)) throw error;
      return endUncomposable(notification, error, clock.now());
    }
    if (composed.kind === "unwanted") return endUnwanted(notification, composed.reason);
    const made = { ...notification, ...composed.made };
    const suppression = await suppressionOf(notification.address ?? "");
    if (suppression !== undefined) return endSuppressed(made, composed.mail, suppression);
    const slot = await quotaSlot(notification, now);
    if (slot !== undefined) return waitForSlot(notification, slot, clock.now());
    return claim(made, composed.mail, random.newId(), clock.now());
  };

/** Readies the mail that a notification was claimed with for another try. */
export type PrepareMailAgain = (notification: Notification, now: Instant) => Promise<Prepared>;

/** What preparing again needs. */
export interface PrepareAgainDeps extends Pick<PrepareDeps, "clock" | "random" | "quotaSlot"> {
  readonly getMail: NotificationLog["getMail"];
}

/** The same bytes with the same ids once more, so that whoever got both sees one mail. */
export const makePrepareMailAgain =
  ({ getMail, clock, random, quotaSlot }: PrepareAgainDeps): PrepareMailAgain =>
  async (notification, now) => {
    const mail = await getMail(notification.notificationId);
    if (mail === undefined) throw new NotifierError("ENTITY_INVALID", "A claimed notification has no mail.");
    const slot = await quotaSlot(notification, now);
    if (slot !== undefined) return waitToRepeat(notification, slot, clock.now());
    return claim({ ...notification, attempt: notification.attempt + 1 }, mail, random.newId(), clock.now());
  };
