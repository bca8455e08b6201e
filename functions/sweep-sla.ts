import { app } from "@azure/functions";
import { composition } from "../src/composition.ts";

app.timer("sweep-sla", {
  // Due times are whole minutes, and the ledger tells its own time in whole seconds: at second 0 it may still be in the minute before.
  schedule: "2 * * * * *",
  handler: async (timer, context) => await (await composition()).sweepSla(timer, context),
});
