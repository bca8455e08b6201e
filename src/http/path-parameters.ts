import { type ErrorCode, NotifierError } from "../core/errors.ts";
import type { Route } from "./route.ts";

/**
 * The parameters of a route's template, from the raw path and decoded once: hosts differ in what they make of `%2F` in a route
 * parameter. Throws the route's code for what cannot be decoded, or is none by its schema.
 */
export const pathParameters = (
  { path, params, unknown }: Pick<Route, "path" | "params" | "unknown">,
  url: string,
): Readonly<Record<string, string>> => {
  if (params === undefined) return {};
  const template = path.split("/");
  const segments = new URL(url).pathname.replace(/\/$/, "").split("/").slice(-template.length);
  const given = template.flatMap((part, index) => {
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    return name === undefined ? [] : [[name, decode(segments[index] ?? "", unknown)] as const];
  });
  const parsed = params.safeParse(Object.fromEntries(given));
  if (parsed.success) return parsed.data as Readonly<Record<string, string>>;
  throw new NotifierError(unknown ?? "REQUEST_INVALID");
};

const decode = (segment: string, unknown: ErrorCode = "REQUEST_INVALID"): string => {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new NotifierError(unknown);
  }
};
