import type { HttpFunctionOptions, HttpMethod } from "@azure/functions";
import { type HttpDeps, makeAnswerRequest } from "./answer-request.ts";
import type { Route } from "./route.ts";
import { tracedRequest } from "./traced-request.ts";

/** What a request can have; the library cannot make one of `TRACE` or `CONNECT`. */
const METHODS: readonly HttpMethod[] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/** The methods that a route takes. */
export const methodsOf = ({ method }: Route): readonly HttpMethod[] => (method === "GET" ? ["GET", "HEAD"] : [method]);

/** The methods that a path takes, whichever of its routes has them. */
export const allowOf = (routes: readonly Route[], path: string): readonly HttpMethod[] =>
  routes.filter((route) => route.path === path).flatMap(methodsOf);

/**
 * Each route as a function. The host answers 404 to a method that no function has, so the first route of a path takes the
 * methods that no other has, for the answer to be 405 with `Allow`.
 */
export const toBindings = (
  routes: readonly Route[],
  deps: () => Promise<HttpDeps>,
): readonly { readonly name: string; readonly options: HttpFunctionOptions }[] => {
  // Without an app there is nobody to tell: the answer says why.
  const telemetryOf = async () =>
    await deps().then(
      ({ telemetry }) => telemetry,
      () => undefined,
    );
  return routes.map((route) => {
    const allow = allowOf(routes, route.path);
    const isFirst = routes.find(({ path }) => path === route.path) === route;
    const rest = isFirst ? METHODS.filter((method) => !allow.includes(method)) : [];
    return {
      name: route.name,
      options: {
        methods: [...methodsOf(route), ...rest],
        authLevel: route.who === "functionKey" ? "function" : "anonymous",
        route: route.path,
        handler: tracedRequest(route, makeAnswerRequest(route, allow, deps), telemetryOf),
      },
    };
  });
};
