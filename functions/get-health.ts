import { app } from "@azure/functions";
import { composition } from "../src/composition.ts";

app.http("get-health", {
  methods: ["GET"],
  authLevel: "anonymous",
  route: "health",
  handler: async (request, context) => await (await composition()).getHealth(request, context),
});
