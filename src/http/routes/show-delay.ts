import { submissionParams } from "../answer-schemas.ts";
import { delayPage } from "../desk/delay-page.ts";
import { showForm } from "../desk/form-page.ts";
import { makeRoute, page } from "../route.ts";

/** `GET /api/desk/reviews/{submissionId}/delay-notice`. */
export const showDelay = makeRoute({
  name: "show-delay",
  method: "GET",
  path: "desk/reviews/{submissionId}/delay-notice",
  who: "desk",
  summary: "Shows the form with which a publisher is told of a delay.",
  params: submissionParams,
  unknown: "SUBMISSION_UNKNOWN",
  answers: { 200: page("The form.") },
  respond: async (verbs, given) => await showForm(delayPage, verbs, given),
});
