import * as z from "zod";
import { toOpenPage } from "../actions/to-open-page.ts";
import { makeRoute, page } from "../route.ts";

/** The token in a path. */
export const actionParams = z.object({ token: z.string().meta({ description: "As the link in a digest has it." }) });

/** What both methods answer where a link does nothing. */
export const LINK_REFUSED = {
  404: page("The link is none of ours."),
  409: page("The review is closed."),
  410: page("The link was used, or has expired."),
} as const;

/** `GET /api/actions/{token}`. Open to everybody: the token is the right. */
export const showAction = makeRoute({
  name: "show-action",
  method: "GET",
  path: "actions/{token}",
  who: "anonymous",
  summary: "Shows what a link of a digest would do. Changes nothing.",
  params: actionParams,
  unknown: "LINK_UNKNOWN",
  answers: { 200: page("What the link would do."), ...LINK_REFUSED },
  respond: async (verbs, { path }) => toOpenPage(await verbs.showAction(path.token)),
});
