import * as z from "zod";
import { resendRequestSchema } from "../../core/verbs/resend-notification.ts";
import { mailAnswer, submissionParams } from "../answer-schemas.ts";
import { queuedAnswer, toQueuedAnswer } from "../queued-answer.ts";
import { API_CALLER, json, makeRoute } from "../route.ts";

/** `POST /api/submissions/{submissionId}/resend`. */
export const resendNotification = makeRoute({
  name: "resend-notification",
  method: "POST",
  path: "submissions/{submissionId}/resend",
  who: "functionKey",
  summary: "Sends the mails of the review's current result again.",
  params: submissionParams,
  unknown: "SUBMISSION_UNKNOWN",
  headers: z.object({ "idempotency-key": z.string().meta({ description: "The same key sends once." }).optional() }),
  body: { schema: resendRequestSchema.meta({ id: "ResendRequest" }) },
  answers: {
    200: json(
      "A dry run: the mail, and how it differs from the one before.",
      z.strictObject({
        dryRun: z.literal(true),
        mail: mailAnswer,
        diff: z.array(z.strictObject({ op: z.enum(["-", "+"]), line: z.string() })),
      }),
    ),
    202: json(
      "The notifications that are on their way; the first one's members stand outside, too.",
      queuedAnswer.extend({ notifications: z.array(queuedAnswer) }),
    ),
  },
  refusals: ["NOTHING_TO_RESEND", "IDEMPOTENCY_KEY_REUSED", "COOL_DOWN"],
  respond: async (verbs, { path, headers, json: body }) => {
    const key = headers["idempotency-key"];
    const result = await verbs.resendNotification(path.submissionId, body, key, API_CALLER);
    if (result.kind === "dryRun") return { status: 200, json: { dryRun: true, mail: result.mail, diff: result.diff } };
    const notifications = result.notifications.map(toQueuedAnswer);
    return { status: 202, json: { ...notifications[0], notifications } };
  },
});
