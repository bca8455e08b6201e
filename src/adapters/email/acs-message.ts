import type { Mailbox } from "../../core/mailbox.ts";
import type { OutgoingMail } from "../../core/ports.ts";
import type { AddressedMail } from "./addressed-mail.ts";

const toParty = ({ address, name }: Mailbox): { address: string; displayName?: string } =>
  name === undefined ? { address } : { address, displayName: name };

/**
 * The body of `POST /emails:send`. With its validating header the service refuses a Message-ID that it has seen
 * before, so that a mail sent again by mistake is caught; without it, it would quietly make up another one.
 */
export const toAcsMessage = (mail: OutgoingMail, { from, to, replyTo, subject, headers }: AddressedMail): object => ({
  senderAddress: from.address,
  recipients: { to: [toParty(to)] },
  content: { subject, plainText: mail.text, html: mail.html },
  ...(replyTo && { replyTo: [toParty(replyTo)] }),
  headers: { ...headers, "x-ms-acsemail-validate-message-id": "true" },
  userEngagementTrackingDisabled: true,
});
