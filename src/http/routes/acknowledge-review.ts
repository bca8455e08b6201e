import { acknowledgementSchema } from "../../core/sla/acknowledgement.ts";
import { acknowledgeRequestSchema } from "../../core/verbs/acknowledge-review.ts";
import { submissionParams } from "../answer-schemas.ts";
import { json, makeRoute } from "../route.ts";

/** `POST /api/submissions/{submissionId}/acknowledge`. */
export const acknowledgeReview = makeRoute({
  name: "acknowledge-review",
  method: "POST",
  path: "submissions/{submissionId}/acknowledge",
  who: "functionKey",
  summary: "Takes an open review on: nobody is reminded of it until then.",
  params: submissionParams,
  unknown: "SUBMISSION_UNKNOWN",
  body: { schema: acknowledgeRequestSchema.meta({ id: "AcknowledgeRequest" }) },
  answers: {
    200: json("Whose the review is now, and until when.", acknowledgementSchema.omit({ mail: true, mailTo: true })),
  },
  refusals: ["NOTHING_OPEN"],
  respond: async (verbs, { path, json: body }) => ({
    status: 200,
    json: await verbs.acknowledgeReview(path.submissionId, body),
  }),
});
