import type { RecordedEvent } from "../certification/review.ts";
import { NotifierError } from "../errors.ts";
import { type Instant, msBetween } from "../instant.ts";
import type { Notification } from "./notification.ts";

/** Who may be mailed again, and how often. */
export interface ResendPolicy {
  /** Domains whose addresses may get a mail again although no event names them as a contact. */
  readonly domains: readonly string[];
  /** Two resends of one review have at least this much time between them, whoever asks. */
  readonly coolDownInMs: number;
}

/**
 * Whoever may ask for a resend may choose among those whom an event of the review names, for they know of it, not write to the world.
 * Throws `REQUEST_INVALID`, which names each address that is none of them.
 */
export const checkRecipients = (
  { domains }: Pick<ResendPolicy, "domains">,
  events: readonly RecordedEvent[],
  recipients: readonly string[] = [],
): void => {
  const contacts = new Set(events.flatMap(({ event }) => event.contacts.map(({ email }) => email)));
  const problems = recipients.flatMap((address, index) =>
    contacts.has(address) || domains.includes(address.slice(address.lastIndexOf("@") + 1))
      ? []
      : [`recipients.${index}: must be a contact of this review, or an address of one of RESEND_DOMAINS`],
  );
  if (problems.length > 0) throw new NotifierError("REQUEST_INVALID", undefined, { problems });
};

/** Throws `COOL_DOWN` while the last resend among the notifications of a review is too young for another. */
export const checkCoolDown = (
  { coolDownInMs }: Pick<ResendPolicy, "coolDownInMs">,
  notifications: readonly Pick<Notification, "resendOf" | "createdAt">[],
  now: Instant,
): void => {
  const resends = notifications.filter(({ resendOf }) => resendOf !== undefined);
  const last = resends
    .map(({ createdAt }) => createdAt)
    .sort()
    .at(-1);
  const leftInMs = last === undefined ? 0 : coolDownInMs - msBetween(last, now);
  if (leftInMs > 0) throw new NotifierError("COOL_DOWN", undefined, { retryAfterInMs: leftInMs });
};
