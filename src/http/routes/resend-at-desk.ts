import { submissionParams } from "../answer-schemas.ts";
import { previewOrSend } from "../desk/form-page.ts";
import { resendPage } from "../desk/resend-page.ts";
import { makeRoute, page, SEE_OTHER } from "../route.ts";

/** `POST /api/desk/reviews/{submissionId}/resend`: shows first what would go out, and sends it when `step` says so. */
export const resendAtDesk = makeRoute({
  name: "resend-at-desk",
  method: "POST",
  path: "desk/reviews/{submissionId}/resend",
  who: "desk",
  summary: "Shows what would be sent again, or sends it.",
  params: submissionParams,
  unknown: "SUBMISSION_UNKNOWN",
  takesForm: true,
  answers: { 200: page("What would be sent."), ...SEE_OTHER },
  refusals: ["REQUEST_INVALID", "NOTHING_TO_RESEND", "IDEMPOTENCY_KEY_REUSED", "COOL_DOWN"],
  respond: async (verbs, given) => await previewOrSend(resendPage, verbs, given),
});
