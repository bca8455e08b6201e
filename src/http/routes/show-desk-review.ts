import * as z from "zod";
import { submissionParams } from "../answer-schemas.ts";
import { showReviewPage } from "../desk/review-page.ts";
import { DONE_WORDS } from "../desk/review-view.ts";
import { makeRoute, page } from "../route.ts";

/** `GET /api/desk/reviews/{submissionId}`. */
export const showDeskReview = makeRoute({
  name: "show-desk-review",
  method: "GET",
  path: "desk/reviews/{submissionId}",
  who: "desk",
  summary: "Shows one review: its clock day by day, its findings, its mails, and what can be done.",
  params: submissionParams,
  unknown: "SUBMISSION_UNKNOWN",
  query: z.object({
    done: z
      .enum(Object.keys(DONE_WORDS) as (keyof typeof DONE_WORDS)[])
      .optional()
      .meta({ description: "What was just done." }),
  }),
  answers: { 200: page("The page.") },
  respond: async (verbs, { path, query }) => await showReviewPage(verbs, path.submissionId, query),
});
