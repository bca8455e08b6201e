import * as z from "zod";
import { REPORT_BYS } from "../../core/sla/attainment-groups.ts";
import { attainmentReportSchema } from "../../core/sla/attainment-report.ts";
import { json, makeRoute } from "../route.ts";

const dayOrInstant = (description: string) =>
  z.string().meta({ description, anyOf: [{ format: "date" }, { format: "date-time" }] });

/** `GET /api/sla/report`. */
export const reportAttainment = makeRoute({
  name: "report-attainment",
  method: "GET",
  path: "sla/report",
  who: "functionKey",
  summary: "How well promised times were kept.",
  query: z.object({
    from: dayOrInstant("First day, or instant; twelve weeks back unless told.").optional(),
    to: dayOrInstant("Last day, or the instant after; today unless told.").optional(),
    by: z
      .enum(REPORT_BYS, { error: `expected ${REPORT_BYS.join(", ")}` })
      .default(REPORT_BYS[0])
      .meta({ description: "What the figures are grouped by." }),
  }),
  answers: { 200: json("The report.", attainmentReportSchema) },
  respond: async (verbs, { query }) => ({ status: 200, json: await verbs.reportAttainment(query) }),
});
