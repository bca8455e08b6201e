import { isoWeekOf } from "../iso-week.ts";
import { reviewPartition } from "../ledger/keys.ts";
import type { OutgoingMail, RenderedTemplate } from "../ports.ts";
import type { Notification } from "./notification.ts";

/** Sender side of every mail. */
export interface MailIdentity {
  readonly from: string;
  readonly replyTo: string;
  /** Right side of our Message-IDs. */
  readonly domain: string;
}

/** Puts a rendered mail into its envelope: one recipient, our own Message-ID, and one thread per submission. */
export const toOutgoingMail = (
  notification: Notification,
  { subject, text, html }: RenderedTemplate,
  { from, replyTo, domain }: MailIdentity,
): OutgoingMail => ({
  operationId: notification.operationId,
  from,
  replyTo,
  to: {
    address: notification.address ?? "",
    ...(notification.recipientName === undefined ? {} : { name: oneLine(notification.recipientName) }),
  },
  subject,
  text,
  html,
  headers: {
    "Message-ID": notification.messageId,
    "List-Id": `Certification notices <certification.${domain}>`,
    "Auto-Submitted": "auto-generated",
    "X-Auto-Response-Suppress": "All",
    ...threadHeaders(notification, domain),
    ...(notification.submissionId === undefined ? { "List-Unsubscribe": unsubscribe(replyTo) } : {}),
  },
});

/** No mail has the thread's own id: it only ties the mails of one submission, or the digests of one week, together. */
const threadHeaders = ({ submissionId, createdAt }: Notification, domain: string): Record<string, string> => {
  const name =
    submissionId === undefined
      ? `digest-${isoWeekOf(createdAt)}`
      : `review-${reviewPartition(submissionId).slice(0, 32)}`;
  const thread = `<${name}@${domain}>`;
  return { "In-Reply-To": thread, References: thread };
};

/** Whoever reads the answers takes the address off the list: it is a setting, so no link can. */
const unsubscribe = (replyTo: string): string => {
  const address = /<([^<>]*)>\s*$/u.exec(replyTo)?.[1] ?? replyTo;
  return `<mailto:${address.trim()}?subject=Unsubscribe%20from%20certification%20alerts>`;
};

const oneLine = (text: string): string => text.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, " ").trim();
