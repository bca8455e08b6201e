import { app } from "@azure/functions";
import { composition } from "../src/composition.ts";

app.http("get-sla-report", {
  methods: ["GET"],
  authLevel: "function",
  route: "sla/report",
  handler: async (request, context) => await (await composition()).getSlaReport(request, context),
});
