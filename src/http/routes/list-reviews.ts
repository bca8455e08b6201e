import { listQuerySchema, reviewPageSchema } from "../../core/verbs/list-reviews.ts";
import { json, makeRoute } from "../route.ts";

/** `GET /api/submissions`. */
export const listReviews = makeRoute({
  name: "list-reviews",
  method: "GET",
  path: "submissions",
  who: "functionKey",
  summary: "Lists reviews, newest due first.",
  query: listQuerySchema,
  answers: {
    200: json("A page, with a cursor when more follow.", reviewPageSchema),
  },
  refusals: ["CURSOR_INVALID"],
  hasETag: true,
  respond: async (verbs, { query }) => ({ status: 200, json: await verbs.listReviews(query) }),
});
