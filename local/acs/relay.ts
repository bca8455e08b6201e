import { createTransport } from "nodemailer";
import type { AcsMessage } from "./message.ts";

/** Hands accepted mails on, so that they show in the local inbox. */
export interface Relay {
  readonly pass: (message: AcsMessage) => Promise<void>;
  readonly close: () => void;
}

const OWN_TO_SERVICE = /^x-ms-acsemail-/i;

export const makeSmtpRelay = (url: string): Relay => {
  const transport = createTransport({
    url,
    pool: true,
    ignoreTLS: true,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    pass: async ({ senderAddress, recipients, content, replyTo, headers = {} }) => {
      await transport.sendMail({
        from: senderAddress,
        to: recipients.to.map(({ address, displayName = "" }) => ({ address, name: displayName })),
        ...(replyTo && { replyTo: replyTo.map(({ address, displayName = "" }) => ({ address, name: displayName })) }),
        subject: content.subject,
        text: content.plainText ?? "",
        html: content.html ?? "",
        headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !OWN_TO_SERVICE.test(name))),
      });
    },
    close: () => transport.close(),
  };
};
