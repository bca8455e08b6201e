import * as z from "zod";
import { ERROR_CODES, type ErrorCode, NotifierError } from "../core/errors.ts";

import type { RouteAnswer } from "./route.ts";

const STATUS: Partial<Record<ErrorCode, number>> = {
  CURSOR_INVALID: 400,
  DESK_DENIED: 403,
  FORM_FOREIGN: 403,
  PAGE_UNKNOWN: 404,
  SUBMISSION_UNKNOWN: 404,
  NOTIFICATION_UNKNOWN: 404,
  LINK_UNKNOWN: 404,
  LINK_USED: 410,
  REJECTED_UNKNOWN: 404,
  REPLAY_CONFLICT: 409,
  NOTHING_OPEN: 409,
  NOBODY_TO_TELL: 409,
  NOTHING_TO_RESEND: 409,
  IDEMPOTENCY_KEY_REUSED: 409,
  METHOD_NOT_ALLOWED: 405,
  REQUEST_TOO_SLOW: 408,
  BODY_TOO_LARGE: 413,
  MEDIA_TYPE_UNSUPPORTED: 415,
  REQUEST_INVALID: 422,
  EVENT_INVALID: 422,
  COOL_DOWN: 429,
  LEDGER_UNAVAILABLE: 503,
  BUS_UNAVAILABLE: 503,
};

/** The status that a refusal is answered with. */
export const statusOf = (code: ErrorCode): number => STATUS[code] ?? 500;

/** A refusal with one of these codes, all of one status. */
export const problemSchema = (status: number, codes: readonly ErrorCode[]) =>
  z.strictObject({
    type: z.literal("about:blank"),
    title: z.string(),
    status: z.literal(status),
    code: z.enum(codes).meta({ description: "Stable." }),
    detail: z.string().optional(),
    problems: z.array(z.string()).optional(),
  });

/** A refusal as people and machines are told of it, and the headers beside it. */
export interface Problem {
  readonly title: string;
  readonly status: number;
  readonly code: ErrorCode;
  readonly detail?: string;
  readonly problems?: readonly string[];
}

/** Says what went wrong. A 5xx says nothing of the inside. */
export const describeProblem = (error: unknown): { problem: Problem; headers: Record<string, string> } => {
  const known = error instanceof NotifierError ? error : new NotifierError("INTERNAL", undefined, { cause: error });
  const status = statusOf(known.code);
  const code = status === 500 ? "INTERNAL" : known.code;
  const { sentence } = ERROR_CODES[code];
  const problem = {
    title: sentence,
    status,
    code,
    ...(status < 500 && known.message !== sentence ? { detail: known.message } : {}),
    ...(status < 500 && known.problems.length > 0 ? { problems: known.problems } : {}),
  };
  const { retryAfterInMs } = known;
  return {
    problem,
    headers: retryAfterInMs === undefined ? {} : { "retry-after": String(Math.ceil(retryAfterInMs / 1000)) },
  };
};

/** The answer to a failed request as `application/problem+json` with a stable `code`. */
export const toProblem = (error: unknown): RouteAnswer => {
  const { problem, headers } = describeProblem(error);
  const body = JSON.stringify({ type: "about:blank", ...problem });
  return { status: problem.status, headers, text: { contentType: "application/problem+json", body } };
};
