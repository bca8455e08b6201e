import type { Mailer, MailOutcome, OutgoingMail } from "../../core/ports.ts";
import { type AddressedMail, addressMail, wordsToHide } from "./addressed-mail.ts";
import { toAnswerText } from "./answer-text.ts";
import { startDeadline } from "./deadline.ts";
import { makeInFlight } from "./in-flight.ts";
import { buildSmtpMessage, type SmtpMessage } from "./smtp-message.ts";
import { parseSmtpUrl, type SmtpOptions } from "./smtp-options.ts";
import { toSmtpOutcome } from "./smtp-outcome.ts";
import { makeSmtpPool, type SmtpPool } from "./smtp-pool.ts";
import { openSmtpSession, type SmtpFailed, type SmtpResult, type SmtpSession } from "./smtp-session.ts";

export interface SmtpMailerSettings {
  /** `SMTP_URL` in nodemailer's form; what it says wins over the other settings. */
  readonly url: string;
  /** Connections held at the same time. @default 16 */
  readonly maxConnections?: number;
  /** A connection that was not used for so long is closed. @default 120,000 */
  readonly idleInMs?: number;
  /** How long closing waits for mails that are under way. @default 5,000 */
  readonly closeGraceInMs?: number;
}

const DEFAULT_MAX_CONNECTIONS = 16;
const DEFAULT_IDLE_IN_MS = 120_000;
const DEFAULT_CLOSE_GRACE_IN_MS = 5_000;
const RESET_IN_MS = 5_000;

interface Attempt {
  readonly result: SmtpResult;
  readonly session: SmtpSession | undefined;
}

const trySend = async (session: SmtpSession, message: SmtpMessage, signal: AbortSignal): Promise<Attempt> => ({
  result: await session.send(message, signal),
  session,
});

/** True when an idle connection turned out to be dead: nothing of the mail was said, so a new one may be opened at once. */
const wasStale = ({ result }: Attempt, signal: AbortSignal): boolean =>
  result.kind === "failed" &&
  result.stage === "envelope" &&
  (result.error.responseCode === undefined || result.error.responseCode === 421) &&
  result.error.code !== "EENVELOPE" &&
  result.error.code !== "EMESSAGE" &&
  !signal.aborted;

const attempt = async (
  idle: SmtpSession | undefined,
  options: SmtpOptions,
  message: SmtpMessage,
  signal: AbortSignal,
): Promise<Attempt> => {
  if (idle) {
    const tried = await trySend(idle, message, signal);
    if (!wasStale(tried, signal)) return tried;
    idle.destroy();
  }
  const opened = await openSmtpSession(options, signal);
  return "kind" in opened ? { result: opened, session: undefined } : trySend(opened, message, signal);
};

/** A session that lost its right to send, or is out of step, would refuse every mail after this one as well. */
const isOfNoMoreUse = (failed: SmtpFailed): boolean => {
  const outcome = toSmtpOutcome(failed);
  return (outcome.kind === "retryable" && outcome.ours) || failed.error.responseCode === 503;
};

/** Hands the connection back; after a refusal only once the server has forgotten the mail. */
const handBack = async (
  release: (session: SmtpSession | undefined) => void,
  { result, session }: Attempt,
): Promise<void> => {
  if (session === undefined || result.kind === "answered") {
    release(session);
    return;
  }
  if (result.error.responseCode === undefined || !session.isOpen() || isOfNoMoreUse(result)) {
    session.destroy();
    release(undefined);
    return;
  }
  const deadline = startDeadline(RESET_IN_MS);
  const isReset = await session.reset(deadline.signal);
  deadline.clear();
  release(isReset ? session : undefined);
};

const toOutcome = (result: SmtpResult, addressed: AddressedMail): MailOutcome =>
  result.kind === "answered"
    ? { kind: "accepted", answer: toAnswerText(result.response, wordsToHide(addressed)) }
    : toSmtpOutcome(result, wordsToHide(addressed));

const build = async (mail: OutgoingMail, addressed: AddressedMail): Promise<SmtpMessage | undefined> => {
  try {
    return await buildSmtpMessage(mail, addressed);
  } catch {
    return undefined;
  }
};

const makeDeliver =
  (pool: SmtpPool, options: SmtpOptions) =>
  async (mail: OutgoingMail, signal: AbortSignal): Promise<MailOutcome> => {
    const addressed = addressMail(mail);
    if (addressed.kind === "unfit") return { kind: "permanent", answer: addressed.reason };
    const message = await build(mail, addressed);
    if (message === undefined) return { kind: "permanent", answer: "The mail cannot be built." };
    const lease = await pool.lease(signal);
    if (lease === undefined) return { kind: "retryable", answer: whyNoLease(pool), ours: false };
    const done = await attempt(lease.session, options, message, signal);
    void handBack(lease.release, done);
    return toOutcome(done.result, addressed);
  };

const whyNoLease = (pool: SmtpPool): string =>
  pool.isClosed() ? "The mailer is closed." : "No connection was free before the deadline.";

/** Sends over SMTP, TLS required except to loopback hosts. Throws `TypeError` for a URL that is none. */
export const makeSmtpMailer = (settings: SmtpMailerSettings): Mailer => {
  const options = parseSmtpUrl(settings.url, settings.maxConnections ?? DEFAULT_MAX_CONNECTIONS);
  const pool = makeSmtpPool({ ...options, idleInMs: settings.idleInMs ?? DEFAULT_IDLE_IN_MS });
  const inFlight = makeInFlight();
  const deliver = makeDeliver(pool, options);
  const send = (mail: OutgoingMail, signal: AbortSignal): Promise<MailOutcome> =>
    deliver(mail, signal).catch(() => ({ kind: "unknown", answer: "The mailer itself failed." }));
  return {
    send: (mail, deadlineInMs) => inFlight.run(deadlineInMs, (signal) => send(mail, signal)),
    close: async () => {
      await pool.close();
      await inFlight.end(settings.closeGraceInMs ?? DEFAULT_CLOSE_GRACE_IN_MS);
      // Connections that came back meanwhile are on their way out too.
      await pool.close();
    },
  };
};
