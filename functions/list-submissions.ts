import { app } from "@azure/functions";
import { composition } from "../src/composition.ts";

app.http("list-submissions", {
  methods: ["GET"],
  authLevel: "function",
  route: "submissions",
  handler: async (request, context) => await (await composition()).listSubmissions(request, context),
});
