import { app } from "@azure/functions";
import { composition } from "../src/composition.ts";

app.http("resend-notification", {
  methods: ["POST"],
  authLevel: "function",
  route: "submissions/{submissionId}/resend",
  handler: async (request, context) => await (await composition()).resendNotification(request, context),
});
