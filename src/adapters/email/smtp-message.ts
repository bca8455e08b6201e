import MailComposer from "nodemailer/lib/mail-composer";
import type { Mailbox } from "../../core/mailbox.ts";
import type { OutgoingMail } from "../../core/ports.ts";
import type { AddressedMail } from "./addressed-mail.ts";

/** The bytes of one mail and whom they go to. */
export interface SmtpMessage {
  readonly from: string;
  readonly to: string;
  readonly bytes: Buffer;
}

const toParty = ({ address, name = "" }: Mailbox): { address: string; name: string } => ({ address, name });

/** Builds the mail as multipart text and HTML. The envelope is ours alone: no header adds a recipient. */
export const buildSmtpMessage = async (mail: OutgoingMail, addressed: AddressedMail): Promise<SmtpMessage> => {
  const { from, to, replyTo, subject, headers } = addressed;
  const composer = new MailComposer({
    from: toParty(from),
    to: toParty(to),
    ...(replyTo && { replyTo: toParty(replyTo) }),
    subject,
    text: mail.text,
    html: mail.html,
    headers: { ...headers },
    envelope: { from: from.address, to: [to.address] },
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return { from: from.address, to: to.address, bytes: await composer.compile().build() };
};
