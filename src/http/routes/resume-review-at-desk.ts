import { makeReviewAction } from "../desk/review-action.ts";

/** `POST /api/desk/reviews/{submissionId}/resume`. */
export const resumeReviewAtDesk = makeReviewAction({
  name: "resume-review-at-desk",
  path: "desk/reviews/{submissionId}/resume",
  summary: "Lets a clock that waits go on.",
  done: "resumed",
  act: async (verbs, submissionId, form, by) =>
    await verbs.pauseReview(submissionId, "resumed", { by, reason: form.get("reason") ?? "" }),
});
