// The app as it is, and beside it a function that does nothing.
import { app } from "@azure/functions";
import "../../functions/index.ts";

app.http("empty", { route: "empty", authLevel: "anonymous", handler: async () => ({ body: "" }) });
