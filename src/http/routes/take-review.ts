import { makeReviewAction } from "../desk/review-action.ts";

/** `POST /api/desk/reviews/{submissionId}/acknowledge`. */
export const takeReview = makeReviewAction({
  name: "take-review",
  path: "desk/reviews/{submissionId}/acknowledge",
  summary: "Takes an open review on, in the name of who presses.",
  done: "taken",
  act: async (verbs, submissionId, form, by) => {
    const until = form.get("until") || undefined;
    return await verbs.acknowledgeReview(submissionId, { by, note: form.get("note") ?? "", until });
  },
});
