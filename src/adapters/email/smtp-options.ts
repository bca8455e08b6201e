import { type ConnectionUrlOptions, parseConnectionUrl } from "nodemailer/lib/shared";
import type { SMTPConnectionOptions } from "nodemailer/lib/smtp-connection";
import wellKnown from "nodemailer/lib/well-known";
import { isLoopbackHost } from "../../config/loopback.ts";

/** What `SMTP_URL` and the defaults come to. */
export interface SmtpOptions {
  readonly connection: SMTPConnectionOptions;
  readonly auth?: { readonly user: string; readonly pass: string };
  /** Log in even when the server does not offer it. */
  readonly forceAuth: boolean;
  /** Connections held at the same time. */
  readonly maxConnections: number;
  /** Mails per connection; servers cut off longer ones. */
  readonly maxMessages: number;
}

const DEFAULT_MAX_MESSAGES = 100;

/** Encryption by the host, unless the URL says something about it. */
const toTls = (given: ConnectionUrlOptions): SMTPConnectionOptions => {
  const says = ["secure", "requireTLS", "ignoreTLS", "opportunisticTLS"].some((name) => given[name] === true);
  if (says || given["requireTLS"] === false) return {};
  // A loopback server shows a certificate of its own making, if it has one at all.
  return isLoopbackHost(given.host ?? "localhost") ? { ignoreTLS: true } : { requireTLS: true };
};

const DEFAULTS: SMTPConnectionOptions = {
  dnsTimeout: 8_000,
  connectionTimeout: 10_000,
  greetingTimeout: 10_000,
  socketTimeout: 10 * 60_000,
  // A mail that was given up must not leave the socket's buffer afterwards.
  socketCloseTimeout: 0,
};

const readCount = (value: unknown, fallback: number): number =>
  typeof value === "number" && Number.isInteger(value) && value > 0 ? value : fallback;

/** Reads nodemailer's URL form; what the URL says wins. Throws `TypeError`, without the value, when it is something else. */
export const parseSmtpUrl = (url: string, maxConnections: number): SmtpOptions => {
  if (!/^smtps?:/i.test(url)) throw new TypeError("Expected an SMTP URL that begins with smtp: or smtps:.");
  const fromUrl = readUrl(url);
  const given: ConnectionUrlOptions = { ...toService(fromUrl.service), ...fromUrl };
  const { auth, ...connection } = given;
  const options: SmtpOptions = {
    connection: { ...DEFAULTS, ...toTls(given), ...connection, logger: false, debug: false },
    forceAuth: given["forceAuth"] === true,
    maxConnections: readCount(given["maxConnections"], maxConnections),
    maxMessages: readCount(given["maxMessages"], DEFAULT_MAX_MESSAGES),
  };
  return auth === undefined ? options : { ...options, auth };
};

const toService = (service: string | undefined): ConnectionUrlOptions =>
  service === undefined ? {} : { ...(wellKnown(service) as ConnectionUrlOptions) };

const readUrl = (url: string): ConnectionUrlOptions => {
  try {
    return parseConnectionUrl(url);
  } catch {
    throw new TypeError("Expected an SMTP URL such as smtp://user:password@host:587.");
  }
};
