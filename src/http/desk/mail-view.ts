import { partitionOfNotification } from "../../core/notifications/notification-id.ts";
import type { OutgoingMail } from "../../core/ports.ts";
import { BOARD_LINK } from "./links.ts";

/** What the page of a mail shows: every part as it went out. */
export const toMailView = (notificationId: string, mail: OutgoingMail, htmlLink: string) => {
  const { from, replyTo, to, subject, text, headers, operationId } = mail;
  const partition = partitionOfNotification(notificationId) ?? "";
  return {
    subject,
    htmlLink,
    text,
    headers: [
      { name: "From", value: from },
      { name: "To", value: to.name === undefined ? to.address : `${to.name} <${to.address}>` },
      ...(replyTo === undefined ? [] : [{ name: "Reply-To", value: replyTo }]),
      { name: "Subject", value: subject },
      ...Object.entries(headers).map(([name, value]) => ({ name, value })),
    ],
    operationId,
    reviewLink: /^[0-9a-f]{64}$/.test(partition) ? `${BOARD_LINK}/reviews/sha256:${partition}` : null,
  };
};
