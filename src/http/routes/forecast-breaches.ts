import * as z from "zod";
import { forecastQuerySchema } from "../../core/verbs/forecast-breaches.ts";
import { instantAnswer } from "../answer-schemas.ts";
import { json, makeRoute } from "../route.ts";

/** `GET /api/sla/forecast`. */
export const forecastBreaches = makeRoute({
  name: "forecast-breaches",
  method: "GET",
  path: "sla/forecast",
  who: "functionKey",
  summary: "How many open reviews will be late by day, and the order of work that keeps most promises.",
  query: forecastQuerySchema,
  answers: {
    200: json(
      "The forecast.",
      z.strictObject({
        asOf: instantAnswer,
        zone: z.string(),
        calendar: z.string(),
        days: z.array(
          z.strictObject({
            date: z.string().meta({ format: "date" }),
            late: z.number(),
            low: z.number(),
            high: z.number(),
          }),
        ),
        order: z.array(
          z.strictObject({
            submissionId: z.string(),
            offerName: z.string(),
            offerType: z.string(),
            dueAt: instantAnswer,
            canBeKept: z.boolean(),
          }),
        ),
        throughput: z.array(z.strictObject({ offerType: z.string(), perDay: z.number() })),
        calibration: z.array(
          z.strictObject({
            ahead: z.number(),
            forecasts: z.number(),
            meanForecast: z.number(),
            meanActual: z.number(),
            error: z.number(),
            errorOfNoChange: z.number(),
            errorOfNoWork: z.number(),
          }),
        ),
        kept: z.array(
          z.strictObject({
            madeAt: instantAnswer,
            ahead: z.number(),
            date: z.string().meta({ format: "date" }),
            late: z.number(),
            low: z.number(),
            high: z.number(),
            actual: z.number(),
          }),
        ),
        keptWithin: z.number().optional(),
      }),
    ),
  },
  respond: async (verbs, { query }) => ({ status: 200, json: await verbs.forecastBreaches(query) }),
});
