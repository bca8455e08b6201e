import { domainToASCII } from "node:url";
import addressparser from "nodemailer/lib/addressparser";

/** One mail address, its domain in ASCII, and the name shown beside it. */
export interface Mailbox {
  readonly address: string;
  readonly name?: string;
}

const DOT_ATOM = /^[^\s"(),:;<>@[\\\]\p{Cc}]+$/u;
const QUOTED = /^"(?:[^"\\\p{Cc}]|\\[^\p{Cc}])*"$/u;
const DOMAIN = /^(?:[a-z0-9_-]+(?:\.[a-z0-9_-]+)*|\[[a-f0-9:.]+\])$/i;

const toAsciiDomain = (domain: string): string => (domain.startsWith("[") ? domain : domainToASCII(domain));

/** The address as the wire wants it, or undefined when it is not exactly one address. */
const toWireAddress = (address: string): string | undefined => {
  const at = address.lastIndexOf("@");
  const local = address.slice(0, Math.max(at, 0));
  const domain = toAsciiDomain(address.slice(at + 1));
  return (DOT_ATOM.test(local) || QUOTED.test(local)) && DOMAIN.test(domain) ? `${local}@${domain}` : undefined;
};

/** Text that may stand in a header: line breaks and other control characters become one blank. */
export const toOneLine = (text: string): string => text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").trim();

export const toMailbox = ({ address, name }: Mailbox): Mailbox | undefined => {
  const wire = toWireAddress(address);
  if (wire === undefined) return undefined;
  const shown = toOneLine(name ?? "");
  return shown === "" ? { address: wire } : { address: wire, name: shown };
};

/** Reads a setting such as `Certification <certification@notifier.example>`. */
export const parseMailbox = (text: string): Mailbox | undefined => {
  const [first, ...others] = addressparser(text);
  if (first?.address === undefined || others.length > 0) return undefined;
  return toMailbox({ address: first.address, name: first.name });
};
