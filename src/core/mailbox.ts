import { domainToASCII } from "node:url";
import * as z from "zod";

/** One mail address as the wire has it, and the name shown beside it. */
export interface Mailbox {
  readonly address: string;
  readonly name?: string;
}

/**
 * What stands before the `@`: no blanks, no quotes, no header syntax, so that it cannot break out of a header or a command, and
 * no `%` or `!`, by which old mail servers send mail on to a host named there.
 */
const LOCAL_PART = /^[^\s\p{C}\p{Z}"%!(),:;<>@[\\\]]+$/u;

/** Letters and digits of any script, hyphens and dots, and nothing that cannot be seen. Whatever cuts a URL short must not reach the parser of host names. */
const DOMAIN_AS_WRITTEN = /^(?:[a-z0-9.-]|(?![\p{C}\p{Z}])\P{ASCII})+$/iu;

/** A host name, which has no number at its end (an IP address has). */
const HOST_NAME = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*(?!\d+$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

const LONGEST_LOCAL_PART_IN_BYTES = 64;
/** RFC 5321 allows a path of 256, which has two angle brackets. */
const LONGEST_ADDRESS_IN_BYTES = 254;

const bytesOf = (text: string): number => new TextEncoder().encode(text).length;

/** The host name in lower-case ASCII as DNS is asked for it, or undefined when the text is none. */
export const toHostName = (text: string): string | undefined => {
  if (!DOMAIN_AS_WRITTEN.test(text)) return undefined;
  const host = domainToASCII(text);
  return HOST_NAME.test(host) ? host : undefined;
};

/**
 * The address as it goes over the wire, or undefined when the text is not exactly one: the domain as a host name in ASCII, and
 * no letter from A to Z in upper case, for no mail service tells two people apart by it. It is made once, where an address
 * comes in; allow list, suppression, ids, rows and envelope see nothing else. Made again it stays the same.
 */
export const toWireAddress = (text: string): string | undefined => {
  const trimmed = text.trim();
  const at = trimmed.lastIndexOf("@");
  const local = trimmed
    .slice(0, Math.max(at, 0))
    .normalize("NFC")
    .replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  const host = toHostName(trimmed.slice(at + 1));
  if (host === undefined || !LOCAL_PART.test(local) || bytesOf(local) > LONGEST_LOCAL_PART_IN_BYTES) return undefined;
  const address = `${local}@${host}`;
  return bytesOf(address) > LONGEST_ADDRESS_IN_BYTES ? undefined : address;
};

/** Reads `Name <address>` or a bare address, or gives undefined when the text is neither. */
export const parseMailbox = (text: string): Mailbox | undefined => {
  const [, before, inside] = /^([^<>]*)<([^<>]*)>\s*$/.exec(text) ?? [];
  const address = toWireAddress(inside ?? text);
  if (address === undefined) return undefined;
  const name = unquote((before ?? "").trim());
  return name === "" ? { address } : { address, name };
};

const unquote = (name: string): string => {
  const quoted = /^"((?:[^"\\]|\\.)*)"$/su.exec(name)?.[1];
  return quoted === undefined ? name : quoted.replace(/\\(.)/gsu, "$1").trim();
};

/** The address inside `Name <address>`, or of a text that is one; empty when the text is neither. */
export const bareAddress = (text: string): string => parseMailbox(text)?.address ?? "";

/** One e-mail address of the kind we send to; gives it as the wire has it. */
export const addressSchema = z
  .string()
  .meta({ format: "email" })
  .transform((text, context): string => {
    const address = toWireAddress(text);
    if (address === undefined) context.addIssue("must be one e-mail address");
    return address ?? z.NEVER;
  });
