import type { MailOutcome } from "../../core/ports.ts";
import { toAnswerText } from "./answer-text.ts";
import type { SmtpError, SmtpFailed, SmtpStage } from "./smtp-session.ts";

interface Case {
  readonly stage: SmtpStage;
  /** Reply code of the server; undefined when it gave none. */
  readonly code: number | undefined;
  /** Enhanced code such as `5.7.8`. */
  readonly enhanced: string | undefined;
  /** The answer to `MAIL FROM`: the sender is the same for all mails. */
  readonly atSender: boolean;
  /** Refused by ourselves, before anything was said to the server. */
  readonly local: boolean;
}

interface Verdict {
  readonly when: (it: Case) => boolean;
  readonly kind: "retryable" | "ours" | "permanent" | "unknown";
  readonly why: string;
}

/** Authentication or encryption is wanted or failed (RFC 4954 section 6, RFC 3207): a fault of our settings. */
const OUR_CODES = new Set([530, 534, 535, 538, 454]);
/** The same by enhanced code: RFC 3463 and 4954, and what Exchange says of a sender without rights. */
const OUR_ENHANCED_CODES = new Set(["5.7.3", "5.7.8", "5.7.9", "5.7.10", "5.7.11", "5.7.14", "5.7.57", "5.7.60"]);

/** The sender's address is bad (RFC 3463 X.1.7 and X.1.8) or of a domain without mail (RFC 7505): said to `RCPT TO` where refusals are put off until then. */
const SENDER_ENHANCED_CODES = new Set(["5.1.7", "5.1.8", "5.7.27"]);

/** What a server says to `MAIL FROM` of this mail and not of the sender: its size (RFC 1870) or its addresses and format (RFC 3463 X.6). */
const isAboutMail = ({ code, enhanced = "" }: Case): boolean =>
  code === 552 || enhanced === "5.3.4" || enhanced.startsWith("5.6.");

const isBetween = (code: number | undefined, from: number, to: number): boolean =>
  code !== undefined && code >= from && code <= to;

/** What a failed attempt means; the first case that holds counts. */
const SMTP_VERDICTS: readonly Verdict[] = [
  { when: (it) => OUR_CODES.has(it.code ?? 0), kind: "ours", why: "credentials or encryption" },
  {
    when: (it) => OUR_ENHANCED_CODES.has(it.enhanced ?? ""),
    kind: "ours",
    why: "credentials, encryption or rights of the sender",
  },
  { when: (it) => it.stage === "connecting", kind: "ours", why: "no session: DNS, network, TLS, greeting or login" },
  {
    when: (it) => it.local,
    kind: "permanent",
    why: "the mail cannot be put to any server, or is larger than this one takes",
  },
  { when: (it) => isBetween(it.code, 400, 499), kind: "retryable", why: "refused for now" },
  {
    when: (it) => it.code === 503,
    kind: "retryable",
    why: "the session was out of step, which says nothing of the mail",
  },
  {
    when: (it) =>
      SENDER_ENHANCED_CODES.has(it.enhanced ?? "") || (it.atSender && isBetween(it.code, 500, 599) && !isAboutMail(it)),
    kind: "ours",
    why: "the sender is refused, and with it every mail",
  },
  { when: (it) => isBetween(it.code, 500, 599), kind: "permanent", why: "refused for good" },
  { when: (it) => it.stage === "afterBody", kind: "unknown", why: "the final dot was or may have been written" },
  {
    when: () => true,
    kind: "retryable",
    why: "a server must not deliver a mail without its final dot (RFC 5321 section 4.1.1.4)",
  },
];

const STAGE_TEXTS: Readonly<Record<SmtpStage, string>> = {
  connecting: "No session",
  envelope: "Lost before the mail",
  body: "Lost in the middle of the mail",
  afterBody: "No answer to the mail",
};

const toCase = ({ stage, error }: SmtpFailed): Case => ({
  stage,
  code: error.responseCode,
  enhanced: /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(error.response ?? "")?.[1],
  atSender: error.command === "MAIL FROM",
  local: error.responseCode === undefined && (error.code === "EENVELOPE" || error.code === "EMESSAGE"),
});

const toText = (stage: SmtpStage, error: SmtpError): string =>
  error.response ?? `${STAGE_TEXTS[stage]}: ${error.code ?? "error"} ${error.message}`;

export const toSmtpOutcome = (failed: SmtpFailed, hidden: readonly string[] = []): MailOutcome => {
  const it = toCase(failed);
  const kind = SMTP_VERDICTS.find((verdict) => verdict.when(it))?.kind ?? "unknown";
  const answer = toAnswerText(toText(failed.stage, failed.error), hidden);
  if (kind === "ours" || kind === "retryable") return { kind: "retryable", answer, ours: kind === "ours" };
  return { kind, answer };
};
