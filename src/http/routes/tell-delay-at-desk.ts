import { submissionParams } from "../answer-schemas.ts";
import { delayPage } from "../desk/delay-page.ts";
import { previewOrSend } from "../desk/form-page.ts";
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
  respond: async (verbs, given) => await previewOrSend(delayPage, verbs, given),
});
