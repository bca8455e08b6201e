import { app } from "@azure/functions";
import { OPENAPI_DOCUMENT } from "../src/handlers/openapi-document.ts";

app.http("get-openapi", {
  methods: ["GET"],
  authLevel: "function",
  route: "openapi.json",
  handler: () => ({ status: 200, jsonBody: OPENAPI_DOCUMENT }),
});
