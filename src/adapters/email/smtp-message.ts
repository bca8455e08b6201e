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

/**
 * The shorter of the two, nearly: of quoted-printable each byte beyond ASCII takes three, of base64 every three bytes four. Left to the
 * library, it reads the whole text letter by letter, three times a mail.
 */
const transferEncodingOf = (html: string): "quoted-printable" | "base64" =>
  Buffer.byteLength(html) - html.length < html.length / 8 ? "quoted-printable" : "base64";

/** Builds the mail as multipart text and HTML. The envelope is ours alone: no header adds a recipient. */
export const buildSmtpMessage = async (mail: OutgoingMail, addressed: AddressedMail): Promise<SmtpMessage> => {
  const { from, to, replyTo, subject, headers } = addressed;
  const composer = new MailComposer({
    from: toParty(from),
    to: toParty(to),
    ...(replyTo && { replyTo: toParty(replyTo) }),
    subject,
    text: mail.text,
    html: { content: mail.html, contentTransferEncoding: transferEncodingOf(mail.html) },
    headers: { ...headers },
    envelope: { from: from.address, to: [to.address] },
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return { from: from.address, to: to.address, bytes: await composer.compile().build() };
};
