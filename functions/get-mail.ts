import { app } from "@azure/functions";
import { composition } from "../src/composition.ts";

app.http("get-mail", {
  methods: ["GET"],
  authLevel: "function",
  route: "notifications/{notificationId}/mail",
  handler: async (request, context) => await (await composition()).getMail(request, context),
});
