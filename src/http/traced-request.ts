import type { HttpHandler } from "@azure/functions";
import type { Telemetry } from "../core/telemetry/telemetry.ts";
import { ATTRIBUTES, SPANS } from "../core/telemetry/telemetry-names.ts";
import { chooseParent, parseTraceparent } from "../core/telemetry/traceparent.ts";
import type { Route } from "./route.ts";

/**
 * The handler of a route as a span with its route, method and status: no path, which may hold ids, and no query. A trace begins here, or
 * with the host; one that a client names is not gone on with, for anybody may call some of the routes.
 */
export const tracedRequest =
  (route: Route, handler: HttpHandler, telemetryOf: () => Promise<Telemetry | undefined>): HttpHandler =>
  async (request, context) => {
    const telemetry = await telemetryOf();
    if (telemetry === undefined) return await handler(request, context);
    const parent = chooseParent(undefined, parseTraceparent(context.traceContext?.traceParent ?? undefined));
    const attributes = {
      [ATTRIBUTES.function]: route.name,
      [ATTRIBUTES.route]: `/api/${route.path}`,
      [ATTRIBUTES.method]: request.method,
    };
    return await telemetry.span(SPANS.request, { attributes, parent, kind: "server" }, async (span) => {
      const response = await handler(request, context);
      const status = (response as { readonly status?: number } | undefined)?.status;
      span.set({ [ATTRIBUTES.status]: status ?? 200 });
      return response;
    });
  };
