import { offerKey } from "../certification/review-id.ts";
import { isoWeekOf } from "../iso-week.ts";
import type { OutgoingMail, RenderedTemplate } from "../ports.ts";
import { present } from "../present.ts";
import type { Notification } from "./notification.ts";

/** Sender side of every mail. */
export interface MailIdentity {
  readonly from: string;
  readonly replyTo: string;
  /** Right side of our Message-IDs. */
  readonly domain: string;
}

/** The thread of all mails about one offer: every attempt of it is one conversation. */
export const offerThread = (publisherId: string, offerId: string): string => `offer-${offerKey(publisherId, offerId)}`;

/** The thread of the digests of one ISO week. */
export const digestThread = ({ createdAt }: Notification): string => `digest-${isoWeekOf(createdAt)}`;

/** Puts a rendered mail into its envelope: one recipient, our own Message-ID, and the thread it belongs to. */
export const toOutgoingMail = (
  notification: Notification,
  { subject, text, html }: RenderedTemplate,
  { from, replyTo, domain }: MailIdentity,
  thread: string,
): OutgoingMail => ({
  operationId: notification.operationId,
  from,
  replyTo,
  to: {
    address: notification.address ?? "",
    ...present({ name: notification.recipientName && oneLine(notification.recipientName) }),
  },
  subject,
  text,
  html,
  headers: {
    "Message-ID": notification.messageId,
    "List-Id": `Certification notices <certification.${domain}>`,
    "Auto-Submitted": "auto-generated",
    // Not `All`: that would suppress the reports of mails that could not be delivered, too.
    "X-Auto-Response-Suppress": "DR, RN, NRN, OOF, AutoReply",
    ...threadHeaders(thread, domain),
    ...(notification.submissionId === undefined ? { "List-Unsubscribe": unsubscribe(replyTo) } : {}),
  },
});

/** No mail has the thread's own id: it only ties mails together. */
const threadHeaders = (thread: string, domain: string): Record<string, string> => {
  const root = `<${thread}@${domain}>`;
  return { "In-Reply-To": root, References: root };
};

/** Whoever reads the answers takes the address off the list: it is a setting, so no link can. */
const unsubscribe = (replyTo: string): string => {
  const address = /<([^<>]*)>\s*$/u.exec(replyTo)?.[1] ?? replyTo;
  return `<mailto:${address.trim()}?subject=Unsubscribe%20from%20certification%20alerts>`;
};

const oneLine = (text: string): string => text.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, " ").trim();
