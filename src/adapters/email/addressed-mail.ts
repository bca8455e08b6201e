import { type Mailbox, parseMailbox, toWireAddress } from "../../core/mailbox.ts";
import type { OutgoingMail } from "../../core/ports.ts";

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

/** Text that may stand in a header: line breaks and other control characters become one blank. */
const toOneLine = (text: string): string => text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").trim();

/** A recipient is taken only as the wire has it: what allow list and suppression judged is what is sent to. */
const toRecipient = ({ address, name = "" }: OutgoingMail["to"]): Mailbox | undefined => {
  if (toWireAddress(address) !== address) return undefined;
  const shown = toOneLine(name);
  return shown === "" ? { address } : { address, name: shown };
};

const toHeaders = (headers: OutgoingMail["headers"]): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, toOneLine(value)]));

export const addressMail = (mail: OutgoingMail): AddressedMail | UnfitMail => {
  const from = parseMailbox(toOneLine(mail.from));
  if (from === undefined) return unfit("The sender is not one mail address.");
  const to = toRecipient(mail.to);
  if (to === undefined) return unfit("The recipient is not one mail address.");
  const replyTo = mail.replyTo === undefined ? undefined : parseMailbox(toOneLine(mail.replyTo));
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
