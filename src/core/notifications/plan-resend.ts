import { NotifierError } from "../errors.ts";
import { sha256 } from "../hash.ts";
import type { OutgoingMail } from "../ports.ts";
import { present } from "../present.ts";
import type { ReviewRecord } from "../sla/review-record.ts";
import { type NewNotification, newNotification } from "./new-notification.ts";
import { isUnsent, type Notification } from "./notification.ts";

/** The first notifications of a review's current result, or of its last notice of delay while there is none; one a recipient. Throws `NOTHING_TO_RESEND`. */
export const resendOriginals = (
  { facts, delayNotices }: Pick<ReviewRecord, "facts" | "delayNotices">,
  notifications: readonly Notification[],
): readonly Notification[] => {
  if (facts.cancelledAt !== undefined) throw new NotifierError("NOTHING_TO_RESEND", "The submission was withdrawn.");
  const resultKey = facts.result?.resultKey;
  const promise = resultKey === undefined ? delayNotices?.at(-1)?.n : undefined;
  const originals = notifications
    .filter((notification) => notification.resultKey === resultKey && notification.promise === promise)
    .filter(({ resendOf }) => resendOf === undefined)
    .filter(({ state, reason }) => state !== "cancelled" || reason === "contactsKnown");
  if ((resultKey === undefined && promise === undefined) || originals.length === 0)
    throw new NotifierError("NOTHING_TO_RESEND");
  return originals;
};

/** An address, and the notification whose mail goes to it again. */
export interface ResendTarget {
  readonly address: string;
  readonly original: Notification;
}

/** Who gets which mail again: those who were asked for, else all who got it first. Each has the own mail, or that of another. Throws `NOTHING_TO_RESEND`. */
export const resendTargets = (
  originals: readonly Notification[],
  recipients: readonly string[] | undefined,
): readonly ResendTarget[] => {
  // One whose outcome is not known yet counts: people may see the mail in an inbox before its row is marked, and decide on one that is held.
  const sent = originals.filter((notification) => notification.address !== undefined && !isUnsent(notification));
  const [fallback] = [...sent, ...originals];
  const addresses = [...new Set(recipients ?? sent.map(({ address }) => address ?? ""))];
  if (fallback === undefined || addresses.length === 0)
    throw new NotifierError("NOTHING_TO_RESEND", "The first mail is still on its way, or has nobody to go to.");
  const byAddress = new Map(sent.map((notification) => [notification.address, notification]));
  return addresses.map((address) => ({ address, original: byAddress.get(address) ?? fallback }));
};

/** What a new notification of a resend is made from. */
export interface ResendInput
  extends ResendTarget,
    Pick<NewNotification, "partition" | "now" | "emailDomain" | "traceparent"> {
  /** Names the request: the same one makes the same notification. */
  readonly key: string;
  readonly request: { readonly reason: string; readonly content?: "asSent" | "current" | undefined };
  readonly by: string | undefined;
  /** The mail of the original; undefined when none was made of it. */
  readonly mail: OutgoingMail | undefined;
}

/** The notification that sends a mail again: as it was sent, or made anew where it never was or somebody wants that. Throws `NOTHING_TO_RESEND`. */
export const newResend = ({ address, original, key, request, by, mail, ...start }: ResendInput): Notification => {
  if (request.content === "asSent" && mail === undefined)
    throw new NotifierError("NOTHING_TO_RESEND", "No mail was sent that could be sent again as it was.");
  const { kind, resultKey, promise, eventKey, submissionId, replaces } = original;
  const recipientName = original.address === address ? original.recipientName : undefined;
  const cause = `resend ${sha256(key).slice(0, 16)}`;
  return {
    ...newNotification({ ...start, kind, cause, sameFor: `resend\n${key}`, address }),
    ...present({ resultKey, promise, eventKey, submissionId, replaces, recipientName, resentBy: by }),
    resendOf: original.notificationId,
    resendReason: request.reason,
    content: request.content ?? (mail === undefined ? "current" : "asSent"),
  };
};
