import type { HttpHandler, HttpRequest, HttpResponseInit } from "@azure/functions";
import { checkRequest } from "../core/check-request.ts";
import { NotifierError } from "../core/errors.ts";
import type { Telemetry } from "../core/telemetry/telemetry.ts";
import type { Desk } from "./desk/desk.ts";
import { toProblemPage } from "./desk/to-problem-page.ts";
import type { Viewer } from "./desk/viewer.ts";
import { etagOf, matchesETag } from "./etag.ts";
import { pathParameters } from "./path-parameters.ts";
import { toProblem } from "./problem.ts";
import { parseJson, readBody } from "./read-body.ts";
import type { Given, Route, RouteAnswer, Verbs } from "./route.ts";

/** What the routes work with. */
export interface HttpDeps {
  readonly core: Verbs;
  readonly desk: Desk;
  /** Absent where nothing is to be traced. */
  readonly telemetry?: Telemetry | undefined;
}

/** The handler of a route: checks the request, asks the verb, and turns what goes wrong into a problem. `allow` are the methods of its path. */
export const makeAnswerRequest =
  (route: Route, allow: readonly string[], deps: () => Promise<HttpDeps>): HttpHandler =>
  async (request, context) => {
    let desk: Desk | undefined;
    let viewer: Viewer | undefined;
    try {
      if (!allow.includes(request.method)) return refuseMethod(allow);
      const { core, desk: made } = await deps();
      desk = made;
      viewer = route.who === "desk" ? desk.admit(request) : undefined;
      const given = await readRequest(route, request, desk, viewer ?? NOBODY);
      return toResponse(shown(await route.respond(core, given), request, desk, viewer), route, request);
    } catch (error) {
      if (!(error instanceof NotifierError)) context.error(`${route.name} failed: ${String(error)}`);
      const isPage = route.who === "desk" && desk !== undefined;
      const answer = isPage ? shown(toProblemPage(error, request), request, desk, viewer) : toProblem(error);
      return toResponse(answer, route, request);
    }
  };

const NOBODY: Viewer = { name: "", mayAct: false };

/** A page or a file of the desk as the text that it comes to. Throws `PAGE_UNKNOWN` for a file that is not there. */
const shown = (answer: RouteAnswer, request: HttpRequest, desk: Desk | undefined, viewer?: Viewer): RouteAnswer => {
  if (answer.page !== undefined && desk !== undefined) {
    const { body, headers } = desk.show(answer.page, request, viewer);
    const text = { contentType: "text/html; charset=utf-8", body };
    return { status: answer.status, headers: { ...headers, ...answer.headers }, text };
  }
  if (answer.asset === undefined) return answer;
  const asset = desk?.asset(answer.asset);
  if (asset === undefined) throw new NotifierError("PAGE_UNKNOWN");
  return { ...answer, text: asset };
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

const readRequest = async (
  route: Route,
  request: HttpRequest,
  desk: Desk | undefined,
  viewer: Viewer,
): Promise<Given> => {
  const form = new URLSearchParams(route.takesForm === true ? await readForm(request) : "");
  if (route.takesForm === true && route.who === "desk") desk?.checkForm(request, form);
  const path = pathParameters(route, request.url);
  const query = route.query === undefined ? {} : checkRequest(route.query, textsOf(request.query));
  const headers = route.headers === undefined ? {} : checkRequest(route.headers, textsOf(request.headers));
  const bytes = route.body === undefined ? new Uint8Array() : await readTyped(request, IS_JSON, route.body.maxBytes);
  return { path, query, headers, bytes, json: parseJson(bytes), form, viewer };
};

const MAX_BODY_IN_BYTES = 1024 * 1024;
const MAX_FORM_IN_BYTES = 64 * 1024;

const IS_JSON = /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i;
const IS_FORM = /^application\/x-www-form-urlencoded\s*(?:;|$)/i;

const readForm = async (request: HttpRequest): Promise<string> =>
  new TextDecoder().decode(await readTyped(request, IS_FORM, MAX_FORM_IN_BYTES));

const readTyped = async (
  request: HttpRequest,
  isWanted: RegExp,
  maxInBytes = MAX_BODY_IN_BYTES,
): Promise<Uint8Array> => {
  const tooLarge = () => new NotifierError("BODY_TOO_LARGE", `At most ${maxInBytes} bytes are taken.`);
  if (Number(request.headers.get("content-length") ?? 0) > maxInBytes) throw tooLarge();
  const bytes = await readBody(request);
  if (bytes.length > maxInBytes) throw tooLarge();
  const type = request.headers.get("content-type");
  if (bytes.length > 0 && type !== null && !isWanted.test(type)) throw new NotifierError("MEDIA_TYPE_UNSUPPORTED");
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
