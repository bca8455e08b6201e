import * as z from "zod";
import { makeRoute } from "../route.ts";

/** `GET /api/desk/assets/{asset}`. Open to everybody, for who is not let in sees a page, too. */
export const showDeskAsset = makeRoute({
  name: "show-desk-asset",
  method: "GET",
  path: "desk/assets/{asset}",
  who: "anonymous",
  summary: "Gives a style or script of the desk; its name changes with its content.",
  params: z.object({ asset: z.string().meta({ description: "As a page names it." }) }),
  unknown: "PAGE_UNKNOWN",
  answers: { 200: { says: "The file.", content: { "text/css": z.string(), "text/javascript": z.string() } } },
  respond: async (_verbs, { path }) => ({
    status: 200,
    headers: { "cache-control": "public, max-age=31536000, immutable", "x-content-type-options": "nosniff" },
    asset: path.asset,
  }),
});
