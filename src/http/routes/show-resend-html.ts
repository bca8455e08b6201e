import * as z from "zod";
import { submissionParams } from "../answer-schemas.ts";
import { mailInFrame } from "../desk/mail-frame.ts";
import { makeRoute, page } from "../route.ts";

/** `GET /api/desk/reviews/{submissionId}/resend/html`. */
export const showResendHtml = makeRoute({
  name: "show-resend-html",
  method: "GET",
  path: "desk/reviews/{submissionId}/resend/html",
  who: "desk",
  summary: "The HTML part of the mail that would be sent again, for the frame in the form's page.",
  params: submissionParams,
  unknown: "SUBMISSION_UNKNOWN",
  query: z.object({
    content: z
      .enum(["asSent", "current"], { error: "must be asSent or current" })
      .default("asSent")
      .meta({ description: "Which words." }),
  }),
  answers: { 200: page("The mail.") },
  refusals: ["NOTHING_TO_RESEND"],
  respond: async (verbs, { path, query }) => {
    const request = { reason: "preview", dryRun: true, content: query.content };
    const result = await verbs.resendNotification(path.submissionId, request, undefined);
    return mailInFrame(result.kind === "dryRun" ? result.mail.html : "");
  },
});
