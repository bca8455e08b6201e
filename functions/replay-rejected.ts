import { app } from "@azure/functions";
import { composition } from "../src/composition.ts";

app.http("replay-rejected", {
  methods: ["POST"],
  authLevel: "function",
  route: "rejected/{id}/replay",
  handler: async (request, context) => await (await composition()).replayRejected(request, context),
});
