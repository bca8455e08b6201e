import { breachForecastSchema, forecastQuerySchema } from "../../core/verbs/forecast-breaches.ts";
import { json, makeRoute } from "../route.ts";

/** `GET /api/sla/forecast`. */
export const forecastBreaches = makeRoute({
  name: "forecast-breaches",
  method: "GET",
  path: "sla/forecast",
  who: "functionKey",
  summary: "How many open reviews will be late by day, and the order of work that keeps most promises.",
  query: forecastQuerySchema,
  answers: { 200: json("The forecast.", breachForecastSchema) },
  respond: async (verbs, { query }) => ({ status: 200, json: await verbs.forecastBreaches(query) }),
});
