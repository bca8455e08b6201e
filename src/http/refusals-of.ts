import type { ErrorCode } from "../core/errors.ts";
import { statusOf } from "./problem.ts";
import type { Route, WhoMay } from "./route.ts";

const BODY_CODES: readonly ErrorCode[] = ["REQUEST_TOO_SLOW", "BODY_TOO_LARGE", "MEDIA_TYPE_UNSUPPORTED"];

/** How a route says no, by who may call it: people get a page. */
export const REFUSAL_TYPE = {
  functionKey: "application/problem+json",
  anonymous: "application/problem+json",
  desk: "text/html",
} as const satisfies Record<WhoMay, string>;

/** Every code that a route may refuse a request with, by status: its own, and those that its shape brings along. */
export const refusalsOf = (route: Route): ReadonlyMap<number, readonly ErrorCode[]> => {
  const { who, unknown, query, headers, body, takesForm = false, refusals = [] } = route;
  const hasInput = query !== undefined || headers !== undefined || body !== undefined;
  const codes: readonly ErrorCode[] = [
    ...(who === "desk" ? (["DESK_DENIED"] as const) : []),
    ...(takesForm && who === "desk" ? (["FORM_FOREIGN"] as const) : []),
    ...(unknown === undefined ? [] : [unknown]),
    ...(body === undefined && !takesForm ? [] : BODY_CODES),
    ...(hasInput ? (["REQUEST_INVALID"] as const) : []),
    ...refusals,
    "INTERNAL",
    "LEDGER_UNAVAILABLE",
    "BUS_UNAVAILABLE",
  ];
  return Map.groupBy(new Set(codes), statusOf);
};
