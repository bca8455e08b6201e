import type { OutgoingMail } from "../../core/ports.ts";
import { type Mailbox, parseMailbox, toMailbox, toOneLine } from "./mailbox.ts";

/** A mail whose addresses and headers hold, ready to be put into the words of a provider. */
export interface AddressedMail {
  readonly kind: "addressed";
  readonly from: Mailbox;
  readonly to: Mailbox;
  readonly replyTo?: Mailbox;
  readonly subject: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** A mail that no provider could send; `reason` says why, without an address. */
export interface UnfitMail {
  readonly kind: "unfit";
  readonly reason: string;
}

const HEADER_NAME = /^[A-Za-z0-9-]+$/;
/** Headers that only the fields of the mail may set. */
const OWN_HEADERS = /^(?:from|sender|to|cc|bcc|reply-to|subject|date|mime-version|content-.*|return-path|received)$/i;

const unfit = (reason: string): UnfitMail => ({ kind: "unfit", reason });

const toHeaders = (headers: OutgoingMail["headers"]): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, toOneLine(value)]));

export const addressMail = (mail: OutgoingMail): AddressedMail | UnfitMail => {
  const from = parseMailbox(mail.from);
  if (from === undefined) return unfit("The sender is not one mail address.");
  const to = toMailbox(mail.to);
  if (to === undefined) return unfit("The recipient is not one mail address.");
  const replyTo = mail.replyTo === undefined ? undefined : parseMailbox(mail.replyTo);
  if (mail.replyTo !== undefined && replyTo === undefined) return unfit("The reply-to is not one mail address.");
  const bad = Object.keys(mail.headers).find((name) => !HEADER_NAME.test(name) || OWN_HEADERS.test(name));
  if (bad !== undefined) return unfit("A further header has a name that it must not have.");
  const addressed = {
    kind: "addressed",
    from,
    to,
    subject: toOneLine(mail.subject),
    headers: toHeaders(mail.headers),
  } as const;
  return replyTo === undefined ? addressed : { ...addressed, replyTo };
};

/** Words of this mail that no answer text may repeat: "550 ada: unknown user" names the recipient without an `@`. */
export const wordsToHide = ({ to }: AddressedMail): readonly string[] => [
  to.address.slice(0, to.address.lastIndexOf("@")),
];
