import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type AdminDeps, answerAdmin } from "./admin-api.ts";
import { HostError, messageOf } from "./host-error.ts";
import { readBody } from "./http-body.ts";
import { parseTarget, type Target, toRpcRequest } from "./http-request.ts";
import { writeEmpty, writeRpcResponse } from "./http-response.ts";
import { findRoute, type HttpRoute } from "./http-routes.ts";
import type { Invoke } from "./invoke.ts";
import { type HostKeys, isAuthorised } from "./keys.ts";
import type { Log } from "./log.ts";

export type HttpHost = {
  url: string;
  /** Takes no further requests; resolves when the open ones are answered. */
  close: () => Promise<void>;
  closeNow: () => void;
};

type Deps = { routes: readonly HttpRoute[]; keys: HostKeys; invoke: Invoke; admin: AdminDeps; log: Log };

const keyOf = (request: IncomingMessage, { query }: Target): string | undefined => {
  const header = request.headers["x-functions-key"];
  return (typeof header === "string" ? header : undefined) ?? query.get("code") ?? undefined;
};

const traceParentOf = ({ headers }: IncomingMessage): string | undefined =>
  typeof headers["traceparent"] === "string" ? headers["traceparent"] : undefined;

const callFunction = async (
  { invoke }: Deps,
  { route, params, target }: { route: HttpRoute; params: Record<string, string>; target: Target },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const body = await readBody(request);
  if (!body) return writeEmpty(response, 413);
  const reason = `${request.method} ${target.path}`;
  const input = { http: toRpcRequest(request, target.url, params, body) };
  const result = await invoke(route.target, { input, reason, traceParent: traceParentOf(request) });
  writeRpcResponse(response, result.returnValue?.http, request.method === "HEAD");
};

const answer = async (
  deps: Deps,
  fallbackHost: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const target = parseTarget(request, fallbackHost);
  if (!target) return writeEmpty(response, 400);
  const key = keyOf(request, target);
  if (/^\/admin(\/|$)/i.test(target.path)) {
    if (!isAuthorised("admin", key, deps.keys)) return writeEmpty(response, 401);
    return answerAdmin(deps.admin, target.path, request, response);
  }
  const found = findRoute(deps.routes, request.method ?? "GET", target.path);
  if (found.kind === "methodNotAllowed") return writeEmpty(response, 405, { allow: found.allow.join(", ") });
  if (found.kind === "notFound") return writeEmpty(response, target.path === "/" ? 204 : 404);
  if (!isAuthorised(found.route.authLevel, key, deps.keys)) return writeEmpty(response, 401);
  return callFunction(deps, { ...found, target }, request, response);
};

/** A failed function answers 500 and not a word more; the log has the reason. */
const onFailure = (response: ServerResponse): void => {
  if (response.headersSent) response.destroy();
  else {
    for (const name of response.getHeaderNames()) response.removeHeader(name);
    writeEmpty(response, 500);
  }
};

const listen = async (server: Server, port: number): Promise<number> => {
  const listening = Promise.withResolvers<void>();
  server.once("error", listening.reject);
  server.listen(port, "127.0.0.1", listening.resolve);
  try {
    await listening.promise;
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    const why = code === "EADDRINUSE" ? "is in use" : `cannot be used (${messageOf(cause)})`;
    throw new HostError(
      `Port ${port} on 127.0.0.1 ${why}: free it, or choose another by HTTP_PORT (0 takes a free one).`,
      {
        exitCode: 2,
        cause,
      },
    );
  }
  return (server.address() as AddressInfo).port;
};

/** As long as the app waits for a body. A function may then run as long as it likes. */
const REQUEST_IN_MS = 30_000;

export const startHttp = async (deps: Deps, port: number, requestInMs = REQUEST_IN_MS): Promise<HttpHost> => {
  let host = "";
  const limits = { requestTimeout: requestInMs, connectionsCheckingInterval: Math.min(requestInMs, 1_000) };
  const server = createServer(limits, (request, response) => {
    answer(deps, host, request, response).catch((error: unknown) => {
      deps.log("debug", "Host.Http", `${request.method} answered 500: ${messageOf(error)}`);
      onFailure(response);
    });
  });
  const actual = await listen(server, port);
  host = `127.0.0.1:${actual}`;
  const closed = Promise.withResolvers<void>();
  return {
    url: `http://${host}`,
    close: () => {
      server.close(() => closed.resolve());
      server.closeIdleConnections();
      return closed.promise;
    },
    closeNow: () => server.closeAllConnections(),
  };
};
