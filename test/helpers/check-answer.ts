import * as z from "zod";
import type { ErrorCode } from "../../src/core/errors.ts";
import { problemSchema } from "../../src/http/problem.ts";
import { REFUSAL_TYPE, refusalsOf } from "../../src/http/refusals-of.ts";
import type { Route } from "../../src/http/route.ts";
import { ROUTES } from "../../src/http/route-table.ts";
import { allowOf, methodsOf } from "../../src/http/to-bindings.ts";

/** An answer as it came. */
export interface GivenAnswer {
  readonly status: number;
  readonly contentType: string | null;
  readonly text: string;
}

/** A refusal of the host has no body of ours. */
const isOfHost = ({ status, text }: GivenAnswer): boolean =>
  text === "" && (status === 400 || status === 401 || status === 413);

const matches = ({ path }: Route, pathname: string): boolean =>
  new RegExp(`^/api/${path.replace(/\{\w+\}/g, "[^/]*").replaceAll(".", "\\.")}/?$`).test(pathname);

const pathOfRoute = (pathname: string): string | undefined =>
  // The literal one counts before the one with a parameter.
  ROUTES.filter((route) => matches(route, pathname)).sort((a, b) => a.path.indexOf("{") - b.path.indexOf("{"))[0]?.path;

/** The desk refuses with a page, everything else with a problem. */
const refusalSchema = (route: Route, status: number, codes: readonly ErrorCode[], type: string) =>
  REFUSAL_TYPE[route.who] === type ? (type === "text/html" ? z.string() : problemSchema(status, codes)) : undefined;

const described = new WeakMap<z.ZodType, z.ZodType>();

/** A schema as the document has it, where no object has a member that is not named. */
const asDescribed = (schema: z.ZodType): z.ZodType => {
  const known = described.get(schema) ?? z.fromJSONSchema(z.toJSONSchema(schema, { unrepresentable: "any" }));
  described.set(schema, known);
  return known;
};

/** Throws unless the document says that this request may be answered like this: status, content type and every member. */
export const checkAnswer = (method: string, url: string, answer: GivenAnswer, routes = ROUTES): void => {
  const path = pathOfRoute(new URL(url).pathname);
  if (path === undefined || isOfHost(answer)) return;
  const { status, contentType, text } = answer;
  const type = contentType?.split(";")[0]?.trim() ?? "";
  const problemOf = (what: string): string => `${method} ${path} answered ${status}, ${what}: ${text.slice(0, 300)}`;
  const route = routes.find((one) => one.path === path && methodsOf(one).some((own) => own === method));
  if (route === undefined) {
    if (status !== 405 || allowOf(routes, path).length === 0)
      throw new Error(problemOf("for a method that is not its own"));
    problemSchema(405, ["METHOD_NOT_ALLOWED"]).parse(JSON.parse(text));
    return;
  }
  if (status === 304 && route.hasETag === true) return;
  const codes = refusalsOf(route).get(status);
  const schema =
    route.answers[status]?.content[type] ??
    (codes === undefined ? undefined : refusalSchema(route, status, codes, type));
  if (schema === undefined) throw new Error(problemOf(`as ${type}, which is not in the document`));
  if (method === "HEAD" && text === "") return;
  const parsed = asDescribed(schema).safeParse(type.endsWith("json") ? JSON.parse(text) : text);
  if (!parsed.success)
    throw new Error(problemOf(`which is not as described (${JSON.stringify(parsed.error.issues).slice(0, 500)})`));
};
