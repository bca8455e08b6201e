import { submissionParams } from "../answer-schemas.ts";
import { readResendForm, showResendPage } from "../desk/resend-page.ts";
import { makeRoute, page } from "../route.ts";

/** `GET /api/desk/reviews/{submissionId}/resend`. */
export const showResend = makeRoute({
  name: "show-resend",
  method: "GET",
  path: "desk/reviews/{submissionId}/resend",
  who: "desk",
  summary: "Shows the form with which the mail of a review is sent again.",
  params: submissionParams,
  unknown: "SUBMISSION_UNKNOWN",
  answers: { 200: page("The form.") },
  respond: async (verbs, { path }) =>
    await showResendPage(verbs, path.submissionId, readResendForm(new URLSearchParams())),
});
