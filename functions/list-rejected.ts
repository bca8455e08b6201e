import { app } from "@azure/functions";
import { composition } from "../src/composition.ts";

app.http("list-rejected", {
  methods: ["GET"],
  authLevel: "function",
  route: "rejected",
  handler: async (request, context) => await (await composition()).listRejected(request, context),
});
