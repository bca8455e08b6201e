import { reviewViewSchema } from "../../core/verbs/show-review.ts";
import { submissionParams } from "../answer-schemas.ts";
import { json, makeRoute } from "../route.ts";

/** `GET /api/submissions/{submissionId}`. */
export const showReview = makeRoute({
  name: "show-review",
  method: "GET",
  path: "submissions/{submissionId}",
  who: "functionKey",
  summary: "Shows one review: its clock with the trace, its timeline, its notifications.",
  params: submissionParams,
  unknown: "SUBMISSION_UNKNOWN",
  answers: { 200: json("The review.", reviewViewSchema) },
  hasETag: true,
  respond: async (verbs, { path }) => ({ status: 200, json: await verbs.showReview(path.submissionId) }),
});
