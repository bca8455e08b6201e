import { submissionParams } from "../answer-schemas.ts";
import { readDelayForm, showDelayPage, toDelayRequest } from "../desk/delay-page.ts";
import { actOnReview, isShown, refusalsIn } from "../desk/review-page.ts";
import { statusOf } from "../problem.ts";
import { makeRoute, page, SEE_OTHER } from "../route.ts";

/** `POST /api/desk/reviews/{submissionId}/delay-notice`: shows the mails first, and sends them when `step` says so. */
export const tellDelayAtDesk = makeRoute({
  name: "tell-delay-at-desk",
  method: "POST",
  path: "desk/reviews/{submissionId}/delay-notice",
  who: "desk",
  summary: "Shows what a publisher would be told of a delay, or tells it.",
  params: submissionParams,
  unknown: "SUBMISSION_UNKNOWN",
  takesForm: true,
  answers: { 200: page("What would be sent."), ...SEE_OTHER },
  refusals: ["REQUEST_INVALID", "NOTHING_OPEN", "NOBODY_TO_TELL"],
  respond: async (verbs, { path, form, viewer }) => {
    const filled = readDelayForm(form);
    const ask = async (dryRun: boolean) =>
      await verbs.tellDelay(path.submissionId, toDelayRequest(filled, viewer.name, dryRun));
    try {
      if (form.get("step") === "send") {
        await ask(false);
        return await actOnReview(verbs, path.submissionId, "told", async () => {});
      }
      const preview = await ask(true);
      return await showDelayPage(verbs, path.submissionId, filled, preview.kind === "dryRun" ? { preview } : {});
    } catch (error) {
      if (!isShown(error)) throw error;
      const visit = { status: statusOf(error.code), problems: refusalsIn(error) };
      return await showDelayPage(verbs, path.submissionId, filled, visit);
    }
  },
});
