import { boardQuerySchema } from "../../core/ledger/board-query.ts";
import { toBoardView } from "../desk/board-view.ts";
import { makeRoute, page } from "../route.ts";

/** `GET /api/desk`. */
export const showDesk = makeRoute({
  name: "show-desk",
  method: "GET",
  path: "desk",
  who: "desk",
  summary: "Shows the reviews that need somebody, late ones first.",
  query: boardQuerySchema,
  answers: { 200: page("The board.") },
  refusals: ["CURSOR_INVALID"],
  respond: async (verbs, { query }) => ({
    status: 200,
    page: { page: "board", title: "Reviews", view: toBoardView(await verbs.showBoard(query), query) },
  }),
});
