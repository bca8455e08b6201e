import * as z from "zod";
import { tellDelayRequestSchema } from "../../core/verbs/tell-delay.ts";
import { instantAnswer, mailAnswer, submissionParams } from "../answer-schemas.ts";
import { queuedAnswer, toQueuedAnswer } from "../queued-answer.ts";
import { json, makeRoute } from "../route.ts";

/** `POST /api/submissions/{submissionId}/delay-notice`. */
export const tellDelay = makeRoute({
  name: "tell-delay",
  method: "POST",
  path: "submissions/{submissionId}/delay-notice",
  who: "functionKey",
  summary: "Tells the contacts of an open review that it takes longer, and promises a new date.",
  params: submissionParams,
  unknown: "SUBMISSION_UNKNOWN",
  body: { schema: tellDelayRequestSchema.meta({ id: "DelayNoticeRequest" }) },
  answers: {
    200: json(
      "A dry run: the date, and the mail to each contact.",
      z.strictObject({ dryRun: z.literal(true), expectedAt: instantAnswer, mails: z.array(mailAnswer) }),
    ),
    202: json(
      "The date that is promised now, and the notifications that are on their way.",
      z.strictObject({ expectedAt: instantAnswer, notifications: z.array(queuedAnswer) }),
    ),
  },
  refusals: ["NOTHING_OPEN", "NOBODY_TO_TELL"],
  respond: async (verbs, { path, json: body }) => {
    const result = await verbs.tellDelay(path.submissionId, body);
    const { expectedAt } = result.notice;
    return result.kind === "dryRun"
      ? { status: 200, json: { dryRun: true, expectedAt, mails: result.mails } }
      : { status: 202, json: { expectedAt, notifications: result.notifications.map(toQueuedAnswer) } };
  },
});
