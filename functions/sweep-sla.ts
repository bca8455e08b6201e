import { app } from "@azure/functions";
import { composition } from "../src/composition.ts";

app.timer("sweep-sla", {
  schedule: "0 * * * * *",
  handler: async (timer, context) => await (await composition()).sweepSla(timer, context),
});
