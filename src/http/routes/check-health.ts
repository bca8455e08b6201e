import * as z from "zod";
import { instantAnswer } from "../answer-schemas.ts";
import { json, makeRoute } from "../route.ts";

const status = z.enum(["green", "amber", "red"]);

const healthAnswer = z
  .strictObject({
    status,
    checks: z.array(z.strictObject({ name: z.string(), status, message: z.string() })),
    lastSweepAt: instantAnswer.optional(),
    calendar: z.looseObject({ calendar: z.string() }).optional(),
  })
  .meta({ id: "Health" });

/** `GET /api/health`. Open to everybody, so it says nothing of the inside. */
export const checkHealth = makeRoute({
  name: "check-health",
  method: "GET",
  path: "health",
  who: "anonymous",
  summary: "Tells whether all is well, and of what is not.",
  answers: { 200: json("Green or amber.", healthAnswer), 503: json("Red.", healthAnswer) },
  respond: async (verbs) => {
    const health = await verbs.checkHealth();
    return { status: health.status === "red" ? 503 : 200, json: health };
  },
});
