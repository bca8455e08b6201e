import * as z from "zod";
import { REPORT_BYS } from "../../core/sla/attainment-groups.ts";
import { toReportView } from "../desk/report-view.ts";
import { makeRoute, page } from "../route.ts";

/** A date field that was left empty asks for what the report shows by itself. */
const dayOrNothing = z
  .string()
  .transform((text) => text || undefined)
  .optional();

/** What the page of figures and its tables may be asked for. */
export const deskReportQuery = z.object({
  from: dayOrNothing,
  to: dayOrNothing,
  by: z.enum(REPORT_BYS, { error: `expected ${REPORT_BYS.join(", ")}` }).default(REPORT_BYS[0]),
});

/** `GET /api/desk/report`. */
export const showDeskReport = makeRoute({
  name: "show-desk-report",
  method: "GET",
  path: "desk/report",
  who: "desk",
  summary: "Shows how well promised times were kept, which texts do not help, and what will be late.",
  query: deskReportQuery,
  answers: { 200: page("The page.") },
  respond: async (verbs, { query }) => {
    const [report, recurrence, forecast] = await Promise.all([
      verbs.reportAttainment(query),
      verbs.reportRecurrence(),
      verbs.forecastBreaches({}),
    ]);
    return {
      status: 200,
      page: { page: "report", title: "Report", view: toReportView(report, recurrence, forecast) },
    };
  },
});
