import { makeReviewAction } from "../desk/review-action.ts";

/** `POST /api/desk/reviews/{submissionId}/pause`. */
export const pauseReviewAtDesk = makeReviewAction({
  name: "pause-review-at-desk",
  path: "desk/reviews/{submissionId}/pause",
  summary: "Lets the clock of an open review wait.",
  done: "paused",
  act: async (verbs, submissionId, form, by) =>
    await verbs.pauseReview(submissionId, "paused", { by, reason: form.get("reason") ?? "" }),
});
