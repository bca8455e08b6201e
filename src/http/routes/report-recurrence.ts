import { recurrenceReportSchema } from "../../core/verbs/report-recurrence.ts";
import { json, makeRoute } from "../route.ts";

/** `GET /api/policies/recurrence`. */
export const reportRecurrence = makeRoute({
  name: "report-recurrence",
  method: "GET",
  path: "policies/recurrence",
  who: "functionKey",
  summary: "How many offers that failed on a policy and came back failed on it again, by version of our text for it.",
  answers: { 200: json("The texts most worth rewriting first.", recurrenceReportSchema) },
  respond: async (verbs) => ({ status: 200, json: await verbs.reportRecurrence() }),
});
