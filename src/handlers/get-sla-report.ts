import type { HttpHandler } from "@azure/functions";
import { NotifierError } from "../core/errors.ts";
import type { ReportAttainment } from "../core/use-cases/report-attainment.ts";
import { toProblem } from "./problem.ts";

/** `GET /api/sla/report?from=&to=&by=`. */
export const makeGetSlaReportHandler =
  ({ reportAttainment }: { reportAttainment: ReportAttainment }): HttpHandler =>
  async (request, context) => {
    try {
      const given = (name: string): string | undefined => request.query.get(name) || undefined;
      const report = await reportAttainment({ from: given("from"), to: given("to"), by: given("by") });
      return { status: 200, jsonBody: report };
    } catch (error) {
      if (!(error instanceof NotifierError)) context.error(`Report failed: ${String(error)}`);
      return toProblem(error);
    }
  };
