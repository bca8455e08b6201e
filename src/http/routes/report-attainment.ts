import * as z from "zod";
import { REPORT_BYS } from "../../core/sla/report-request.ts";
import { instantAnswer } from "../answer-schemas.ts";
import { json, makeRoute } from "../route.ts";

const dayOrInstant = (description: string) =>
  z.string().meta({ description, anyOf: [{ format: "date" }, { format: "date-time" }] });

const figure = z.strictObject({ kept: z.number(), of: z.number(), share: z.number().optional() });

const attainment = z
  .strictObject({
    closedOnly: figure,
    closedAndOverdue: figure,
    allDue: figure,
    keptAfterNotice: figure,
    medianInHours: z.number().optional(),
    p90InHours: z.number().optional(),
  })
  .meta({ id: "Attainment" });

const groups = z.array(z.strictObject({ name: z.string(), attainment }));

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
  answers: {
    200: json(
      "The report.",
      z.strictObject({
        from: instantAnswer,
        to: instantAnswer,
        asOf: instantAnswer,
        zone: z.string(),
        by: z.enum(REPORT_BYS),
        total: attainment,
        groups,
        weeks: groups,
        atRisk: z.array(
          z.strictObject({
            submissionId: z.string(),
            offerType: z.string(),
            publisherId: z.string(),
            dueAt: instantAnswer,
            isLate: z.boolean(),
            offerName: z.string(),
          }),
        ),
        notJudged: z.strictObject({ paused: z.number(), untracked: z.number(), provisional: z.number() }),
      }),
    ),
  },
  respond: async (verbs, { query }) => ({ status: 200, json: await verbs.reportAttainment(query) }),
});
