import { app } from "@azure/functions";
import { composition } from "../src/composition.ts";

app.http("preview-event", {
  methods: ["POST"],
  authLevel: "function",
  route: "preview",
  handler: async (request, context) => await (await composition()).previewEvent(request, context),
});
