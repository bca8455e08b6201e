import { submissionParams } from "../answer-schemas.ts";
import { actOnReview } from "../desk/review-page.ts";
import { makeRoute, SEE_OTHER } from "../route.ts";

/** `POST /api/desk/reviews/{submissionId}/pause`. */
export const pauseReviewAtDesk = makeRoute({
  name: "pause-review-at-desk",
  method: "POST",
  path: "desk/reviews/{submissionId}/pause",
  who: "desk",
  summary: "Lets the clock of an open review wait.",
  params: submissionParams,
  unknown: "SUBMISSION_UNKNOWN",
  takesForm: true,
  answers: SEE_OTHER,
  refusals: ["REQUEST_INVALID", "NOTHING_OPEN"],
  respond: async (verbs, { path, form, viewer }) =>
    await actOnReview(verbs, path.submissionId, "paused", async () => {
      const reason = form.get("reason") ?? "";
      await verbs.pauseReview(path.submissionId, "paused", { by: viewer.name, reason });
    }),
});
