import type { HttpResponseInit } from "@azure/functions";
import { ERROR_CODES, type ErrorCode, NotifierError } from "../core/errors.ts";

const STATUS: Partial<Record<ErrorCode, number>> = {
  SUBMISSION_UNKNOWN: 404,
  NOTIFICATION_UNKNOWN: 404,
  REJECTED_UNKNOWN: 404,
  REPLAY_CONFLICT: 409,
  NOTHING_TO_RESEND: 409,
  IDEMPOTENCY_KEY_REUSED: 409,
  REQUEST_TOO_SLOW: 408,
  REQUEST_INVALID: 422,
  EVENT_INVALID: 422,
  COOL_DOWN: 429,
  LEDGER_UNAVAILABLE: 503,
  BUS_UNAVAILABLE: 503,
};

/** The answer to a failed request as `application/problem+json` with a stable `code`. A 5xx says nothing of the inside. */
export const toProblem = (error: unknown): HttpResponseInit => {
  const known = error instanceof NotifierError ? error : new NotifierError("INTERNAL", undefined, { cause: error });
  const status = STATUS[known.code] ?? 500;
  const code = status === 500 ? "INTERNAL" : known.code;
  const { sentence } = ERROR_CODES[code];
  return {
    status,
    headers: {
      "content-type": "application/problem+json",
      ...(known.retryAfterInMs === undefined ? {} : { "retry-after": String(Math.ceil(known.retryAfterInMs / 1000)) }),
    },
    body: JSON.stringify({
      type: "about:blank",
      title: sentence,
      status,
      code,
      ...(status < 500 && known.message !== sentence ? { detail: known.message } : {}),
      ...(status < 500 && known.problems.length > 0 ? { problems: known.problems } : {}),
    }),
  };
};
