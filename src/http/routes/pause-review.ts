import * as z from "zod";
import { pauseRequestSchema } from "../../core/verbs/pause-review.ts";
import { submissionParams } from "../answer-schemas.ts";
import { json, makeRoute } from "../route.ts";

/** `POST /api/submissions/{submissionId}/pause`. */
export const pauseReview = makeRoute({
  name: "pause-review",
  method: "POST",
  path: "submissions/{submissionId}/pause",
  who: "functionKey",
  summary: "Lets the clock of an open review wait.",
  params: submissionParams,
  unknown: "SUBMISSION_UNKNOWN",
  body: { schema: pauseRequestSchema.meta({ id: "PauseRequest" }) },
  answers: { 202: json("The event that is on its way to the review.", z.strictObject({ eventId: z.string() })) },
  refusals: ["NOTHING_OPEN"],
  respond: async (verbs, { path, json: body }) => ({
    status: 202,
    json: await verbs.pauseReview(path.submissionId, "paused", body),
  }),
});
