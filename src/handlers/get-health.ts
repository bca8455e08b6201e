import type { HttpHandler } from "@azure/functions";
import type { CheckHealth } from "../core/use-cases/check-health.ts";

/** `GET /api/health`: 200 while green or amber, 503 when red. Open to everybody, so it says nothing of the inside. */
export const makeGetHealthHandler =
  ({ checkHealth }: { checkHealth: CheckHealth }): HttpHandler =>
  async () => {
    const health = await checkHealth();
    return {
      status: health.status === "red" ? 503 : 200,
      headers: { "cache-control": "no-store" },
      jsonBody: health,
    };
  };
