import { toOpenPage } from "../actions/to-open-page.ts";
import { makeRoute, page } from "../route.ts";
import { actionParams, LINK_REFUSED } from "./show-action.ts";

/** `POST /api/actions/{token}`. Open to everybody: the token is the right, and works once. */
export const takeAction = makeRoute({
  name: "take-action",
  method: "POST",
  path: "actions/{token}",
  who: "anonymous",
  summary: "Does what a link of a digest is for, once.",
  params: actionParams,
  unknown: "LINK_UNKNOWN",
  takesForm: true,
  answers: { 200: page("Done."), ...LINK_REFUSED, 422: page("The form lacks a choice.") },
  respond: async (verbs, { path, form }) => toOpenPage(await verbs.takeAction(path.token, form)),
});
