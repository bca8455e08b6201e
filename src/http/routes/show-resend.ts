import { submissionParams } from "../answer-schemas.ts";
import { showForm } from "../desk/form-page.ts";
import { resendPage } from "../desk/resend-page.ts";
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
  respond: async (verbs, given) => await showForm(resendPage, verbs, given),
});
