import type { HttpHandler } from "@azure/functions";
import type { ReportAttainment } from "../core/use-cases/report-attainment.ts";
import { answer } from "./answer.ts";

/** `GET /api/sla/report?from=&to=&by=`. */
export const makeGetSlaReportHandler = ({ reportAttainment }: { reportAttainment: ReportAttainment }): HttpHandler =>
  answer("Report failed", async (request) => {
    const given = (name: string): string | undefined => request.query.get(name) || undefined;
    const report = await reportAttainment({ from: given("from"), to: given("to"), by: given("by") });
    return { status: 200, jsonBody: report };
  });
