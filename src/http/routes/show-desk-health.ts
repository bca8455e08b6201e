import * as z from "zod";
import { showHealthPage } from "../desk/health-page.ts";
import { HEALTH_DONE } from "../desk/health-view.ts";
import { makeRoute, page } from "../route.ts";

/** `GET /api/desk/health`. */
export const showDeskHealth = makeRoute({
  name: "show-desk-health",
  method: "GET",
  path: "desk/health",
  who: "desk",
  summary: "Shows queues, messages put aside, quota, bounced addresses, mails in trouble and gaps in our texts.",
  query: z.object({
    done: z
      .enum(Object.keys(HEALTH_DONE) as (keyof typeof HEALTH_DONE)[])
      .optional()
      .meta({ description: "What was just done." }),
    n: z.coerce.number().int().min(0).max(10_000).optional().meta({ description: "To how many." }),
  }),
  answers: { 200: page("The page.") },
  respond: async (verbs, { query }) => await showHealthPage(verbs, query),
});
