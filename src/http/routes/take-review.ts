import { submissionParams } from "../answer-schemas.ts";
import { actOnReview } from "../desk/review-page.ts";
import { makeRoute, SEE_OTHER } from "../route.ts";

/** `POST /api/desk/reviews/{submissionId}/acknowledge`. */
export const takeReview = makeRoute({
  name: "take-review",
  method: "POST",
  path: "desk/reviews/{submissionId}/acknowledge",
  who: "desk",
  summary: "Takes an open review on, in the name of who presses.",
  params: submissionParams,
  unknown: "SUBMISSION_UNKNOWN",
  takesForm: true,
  answers: SEE_OTHER,
  refusals: ["REQUEST_INVALID", "NOTHING_OPEN"],
  respond: async (verbs, { path, form, viewer }) =>
    await actOnReview(verbs, path.submissionId, "taken", async () => {
      const until = form.get("until") || undefined;
      await verbs.acknowledgeReview(path.submissionId, { by: viewer.name, note: form.get("note") ?? "", until });
    }),
});
