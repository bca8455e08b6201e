import type { MailOutcome, MailStatus } from "../../core/ports.ts";
import { present } from "../../core/present.ts";
import type { AcsAnswer, AcsSilence } from "./acs-client.ts";
import { toAnswerText } from "./answer-text.ts";
import { readRetryAfter } from "./retry-after.ts";

interface AcsSaid {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly retryAfterInMs: number | undefined;
}

interface Verdict {
  readonly when: (said: AcsSaid) => boolean;
  readonly kind: "accepted" | "retryable" | "ours" | "permanent" | "unknown";
  readonly why: string;
}

/** A 400 of this kind means that the service has met this operation or Message-ID before. */
const SEEN_BEFORE = /duplicate|already|operation[- ]?id|message[- ]?id/i;
/** A 400 of this kind is about `EMAIL_FROM` or its domain, and so about every mail. */
const OF_SENDER = /sender|domain/i;
/** Verdicts on the payload of this mail: too large, not understood. */
const OF_PAYLOAD = new Set([400, 413, 415, 422, 431]);

const isOneOf =
  (...statuses: readonly number[]): Verdict["when"] =>
  (said) =>
    statuses.includes(said.status);

/** What an answer to `emails:send` means; the first case that holds counts. */
const ACS_VERDICTS: readonly Verdict[] = [
  { when: ({ status }) => status >= 200 && status <= 299, kind: "accepted", why: "taken over" },
  { when: isOneOf(409, 412), kind: "unknown", why: "met before or still under way: ask, do not fail" },
  {
    when: ({ status, code, message }) => status === 400 && SEEN_BEFORE.test(`${code} ${message}`),
    kind: "unknown",
    why: "met before: ask, do not fail",
  },
  { when: ({ status, code }) => status === 400 && OF_SENDER.test(code), kind: "ours", why: "our sender or its domain" },
  { when: ({ status }) => OF_PAYLOAD.has(status), kind: "permanent", why: "a verdict on this mail" },
  { when: isOneOf(429), kind: "retryable", why: "quota" },
  {
    when: ({ status, retryAfterInMs }) => status === 503 && retryAfterInMs !== undefined,
    kind: "retryable",
    why: "the service itself put us off",
  },
  { when: isOneOf(501, 505), kind: "ours", why: "not the service we mean" },
  {
    when: ({ status }) => status === 408 || status >= 500,
    kind: "unknown",
    why: "may have been taken before it failed",
  },
  { when: () => true, kind: "ours", why: "credentials, rights, endpoint" },
];

const readError = (body: string): { code: string; message: string } => {
  try {
    const { error, status } = JSON.parse(body) as { error?: { code?: unknown; message?: unknown }; status?: unknown };
    const code = error?.code ?? status;
    return {
      code: typeof code === "string" ? code : "",
      message: typeof error?.message === "string" ? error.message : "",
    };
  } catch {
    return { code: "", message: "" };
  }
};

const hear = ({ status, headers, body }: AcsAnswer): AcsSaid => {
  const { code, message } = readError(body);
  return {
    status,
    code: code || (headers.get("x-ms-error-code") ?? ""),
    message,
    retryAfterInMs: readRetryAfter(headers),
  };
};

const toText = ({ status, code, message }: AcsSaid, hidden: readonly string[]): string =>
  toAnswerText([status, code, message].filter((part) => part !== "").join(" "), hidden);

const afterSilence = ({ isUnsent, reason }: AcsSilence): MailOutcome =>
  isUnsent
    ? { kind: "retryable", answer: toAnswerText(`Not sent: ${reason}`), ours: true }
    : { kind: "unknown", answer: toAnswerText(`No answer: ${reason}`) };

export const toAcsOutcome = (heard: AcsAnswer | AcsSilence, hidden: readonly string[] = []): MailOutcome => {
  if (heard.kind === "silence") return afterSilence(heard);
  const said = hear(heard);
  const kind = ACS_VERDICTS.find((verdict) => verdict.when(said))?.kind ?? "unknown";
  const answer = toText(said, hidden);
  if (kind !== "ours" && kind !== "retryable") return { kind, answer };
  const wait = present({ retryAfterInMs: said.retryAfterInMs });
  return { kind: "retryable", answer, ours: kind === "ours", ...wait };
};

const STATUS_KINDS: Readonly<Record<string, MailStatus["kind"]>> = {
  NotStarted: "accepted",
  Running: "accepted",
  Succeeded: "accepted",
  Failed: "failed",
  Canceled: "failed",
};

const readStatus = (body: string): string => {
  try {
    const { status } = JSON.parse(body) as { status?: unknown };
    return typeof status === "string" ? status : "";
  } catch {
    return "";
  }
};

export const toAcsStatus = (heard: AcsAnswer | AcsSilence): MailStatus => {
  if (heard.kind === "silence") return { kind: "unavailable", answer: toAnswerText(`No answer: ${heard.reason}`) };
  const said = hear(heard);
  if (said.status === 404) return { kind: "notFound", answer: toText(said, []) };
  const status = readStatus(heard.body);
  const kind = said.status === 200 ? STATUS_KINDS[status] : undefined;
  const code = said.code === status ? "" : said.code;
  return {
    kind: kind ?? "unavailable",
    answer: toAnswerText([said.status, status, code, said.message].filter((part) => part !== "").join(" ")),
  };
};
