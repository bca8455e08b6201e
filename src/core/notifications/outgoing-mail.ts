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
  },
});

/** No mail has the thread's own id: it only ties the mails of one submission together. */
const threadHeaders = ({ submissionId }: Notification, domain: string): Record<string, string> => {
  if (submissionId === undefined) return {};
  const thread = `<review-${reviewPartition(submissionId).slice(0, 32)}@${domain}>`;
  return { "In-Reply-To": thread, References: thread };
};

const oneLine = (text: string): string => text.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, " ").trim();
