import * as z from "zod";
import { REPORT_TABLES } from "../desk/report-tables.ts";
import { makeRoute } from "../route.ts";
import { deskReportQuery } from "./show-desk-report.ts";

/** `GET /api/desk/report/{table}`. */
export const showDeskReportTable = makeRoute({
  name: "show-desk-report-table",
  method: "GET",
  path: "desk/report/{table}",
  who: "desk",
  summary: "Gives a table of the report as CSV.",
  params: z.object({ table: z.enum(Object.keys(REPORT_TABLES) as (keyof typeof REPORT_TABLES)[]) }),
  unknown: "PAGE_UNKNOWN",
  query: deskReportQuery,
  answers: { 200: { says: "The table.", content: { "text/csv": z.string() } } },
  respond: async (verbs, { path, query }) => ({
    status: 200,
    headers: { "content-disposition": `attachment; filename="${path.table}"`, "x-content-type-options": "nosniff" },
    text: { contentType: "text/csv; charset=utf-8", body: await REPORT_TABLES[path.table](verbs, query) },
  }),
});
