import { submissionParams } from "../answer-schemas.ts";
import { actOnReview } from "../desk/review-page.ts";
import { makeRoute, SEE_OTHER } from "../route.ts";

/** `POST /api/desk/reviews/{submissionId}/resume`. */
export const resumeReviewAtDesk = makeRoute({
  name: "resume-review-at-desk",
  method: "POST",
  path: "desk/reviews/{submissionId}/resume",
  who: "desk",
  summary: "Lets a clock that waits go on.",
  params: submissionParams,
  unknown: "SUBMISSION_UNKNOWN",
  takesForm: true,
  answers: SEE_OTHER,
  refusals: ["REQUEST_INVALID", "NOTHING_OPEN"],
  respond: async (verbs, { path, form, viewer }) =>
    await actOnReview(verbs, path.submissionId, "resumed", async () => {
      const reason = form.get("reason") ?? "";
      await verbs.pauseReview(path.submissionId, "resumed", { by: viewer.name, reason });
    }),
});
