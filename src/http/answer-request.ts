import type { HttpHandler, HttpRequest, HttpResponseInit } from "@azure/functions";
import { checkRequest } from "../core/check-request.ts";
import { NotifierError } from "../core/errors.ts";
import { etagOf, matchesETag } from "./etag.ts";
import { pathParameters } from "./path-parameters.ts";
import { toProblem } from "./problem.ts";
import { parseJson, readBody } from "./read-body.ts";
import type { Given, MayUseDesk, Route, RouteAnswer, Verbs } from "./route.ts";

/** What the routes work with. */
export interface HttpDeps {
  readonly core: Verbs;
  readonly mayUseDesk: MayUseDesk;
}

/** The handler of a route: checks the request, asks the verb, and turns what goes wrong into a problem. `allow` are the methods of its path. */
export const makeAnswerRequest =
  (route: Route, allow: readonly string[], deps: () => Promise<HttpDeps>): HttpHandler =>
  async (request, context) => {
    try {
      if (!allow.includes(request.method)) return refuseMethod(allow);
      const { core, mayUseDesk } = await deps();
      if (route.who === "desk" && !mayUseDesk(request)) throw new NotifierError("DESK_DENIED");
      return toResponse(await route.respond(core, await readRequest(route, request)), route, request);
    } catch (error) {
      if (!(error instanceof NotifierError)) context.error(`${route.name} failed: ${String(error)}`);
      return toResponse(toProblem(error), route, request);
    }
  };

const refuseMethod = (allow: readonly string[]): HttpResponseInit => {
  const { status, text } = toProblem(new NotifierError("METHOD_NOT_ALLOWED"));
  return {
    status,
    headers: { allow: allow.join(", "), "cache-control": "no-store", "content-type": text?.contentType ?? "" },
    body: text?.body ?? "",
  };
};

/** A repeated name counts once, and an empty value as none. */
const textsOf = (entries: Iterable<[string, string]>): Record<string, string> =>
  Object.fromEntries([...entries].map(([name, value]) => [name, value.trim()]).filter(([, value]) => value !== ""));

const readRequest = async (route: Route, request: HttpRequest): Promise<Given> => {
  const path = pathParameters(route, request.url);
  const query = route.query === undefined ? {} : checkRequest(route.query, textsOf(request.query));
  const headers = route.headers === undefined ? {} : checkRequest(route.headers, textsOf(request.headers));
  const bytes = route.body === undefined ? new Uint8Array() : await readJsonBytes(request, route.body.maxBytes);
  return { path, query, headers, bytes, json: parseJson(bytes) };
};

const MAX_BODY_IN_BYTES = 1024 * 1024;

const IS_JSON = /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i;

const readJsonBytes = async (request: HttpRequest, maxInBytes = MAX_BODY_IN_BYTES): Promise<Uint8Array> => {
  const tooLarge = () => new NotifierError("BODY_TOO_LARGE", `At most ${maxInBytes} bytes are taken.`);
  if (Number(request.headers.get("content-length") ?? 0) > maxInBytes) throw tooLarge();
  const bytes = await readBody(request);
  if (bytes.length > maxInBytes) throw tooLarge();
  const type = request.headers.get("content-type");
  if (bytes.length > 0 && type !== null && !IS_JSON.test(type)) throw new NotifierError("MEDIA_TYPE_UNSUPPORTED");
  return bytes;
};

/** To `HEAD`, too, the body is given: the host counts it, and sends none. */
const toResponse = (
  { status, json, text, headers }: RouteAnswer,
  { hasETag = false }: Route,
  request: HttpRequest,
): HttpResponseInit => {
  const body = text?.body ?? JSON.stringify(json);
  const common = { "cache-control": "no-store", ...headers };
  const etag = hasETag && status === 200 ? { etag: etagOf(body) } : {};
  if (etag.etag !== undefined && matchesETag(request.headers.get("if-none-match"), etag.etag)) {
    return { status: 304, headers: { ...common, ...etag } };
  }
  const type = { "content-type": text?.contentType ?? "application/json" };
  return { status, headers: { ...common, ...etag, ...type }, body };
};
