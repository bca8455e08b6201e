import { app } from "@azure/functions";
import { composition } from "../src/composition.ts";

app.http("get-submission", {
  methods: ["GET"],
  authLevel: "function",
  route: "submissions/{submissionId}",
  handler: async (request, context) => await (await composition()).getSubmission(request, context),
});
