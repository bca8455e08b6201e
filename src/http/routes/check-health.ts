import { healthSchema } from "../../core/verbs/check-health.ts";
import { json, makeRoute } from "../route.ts";

/** `GET /api/health`. Open to everybody, so it says nothing of the inside. */
export const checkHealth = makeRoute({
  name: "check-health",
  method: "GET",
  path: "health",
  who: "anonymous",
  summary: "Tells whether all is well, and of what is not.",
  answers: { 200: json("Green or amber.", healthSchema), 503: json("Red.", healthSchema) },
  respond: async (verbs) => {
    const health = await verbs.checkHealth();
    return { status: health.status === "red" ? 503 : 200, json: health };
  },
});
