import * as z from "zod";
import { pauseRequestSchema } from "../../core/verbs/pause-review.ts";
import { submissionParams } from "../answer-schemas.ts";
import { json, makeRoute } from "../route.ts";

/** `POST /api/submissions/{submissionId}/resume`. */
export const resumeReview = makeRoute({
  name: "resume-review",
  method: "POST",
  path: "submissions/{submissionId}/resume",
  who: "functionKey",
  summary: "Lets a clock that waits go on.",
  params: submissionParams,
  unknown: "SUBMISSION_UNKNOWN",
  body: { schema: pauseRequestSchema.meta({ id: "ResumeRequest" }) },
  answers: { 202: json("The event that is on its way to the review.", z.strictObject({ eventId: z.string() })) },
  refusals: ["NOTHING_OPEN"],
  respond: async (verbs, { path, json: body }) => ({
    status: 202,
    json: await verbs.pauseReview(path.submissionId, "resumed", body),
  }),
});
