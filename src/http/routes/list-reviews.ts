import * as z from "zod";
import { listQuerySchema } from "../../core/verbs/list-reviews.ts";
import { clockStateAnswer, instantAnswer } from "../answer-schemas.ts";
import { json, makeRoute } from "../route.ts";

const summaryAnswer = z
  .strictObject({
    submissionId: z.string(),
    offerId: z.string(),
    offerName: z.string(),
    offerType: z.string(),
    publisherId: z.string(),
    state: clockStateAnswer,
    outcome: z.string().optional(),
    submittedAt: instantAnswer.optional(),
    dueAt: instantAnswer.optional(),
    warnAt: instantAnswer.optional(),
    stoppedAt: instantAnswer.optional(),
    reviewTimeInHours: z.number().optional(),
    isProvisional: z.boolean(),
    calendar: z.string().optional(),
    zone: z.string().optional(),
    close: z.string().optional(),
    unit: z.enum(["businessDays", "calendarDays"]).optional(),
    amount: z.number().optional(),
    owner: z.string().optional(),
    ownedUntil: instantAnswer.optional(),
  })
  .meta({ id: "ReviewSummary" });

/** `GET /api/submissions`. */
export const listReviews = makeRoute({
  name: "list-reviews",
  method: "GET",
  path: "submissions",
  who: "functionKey",
  summary: "Lists reviews, newest due first.",
  query: listQuerySchema,
  answers: {
    200: json(
      "A page, with a cursor when more follow.",
      z.strictObject({ submissions: z.array(summaryAnswer), cursor: z.string().optional() }),
    ),
  },
  refusals: ["CURSOR_INVALID"],
  hasETag: true,
  respond: async (verbs, { query }) => ({ status: 200, json: await verbs.listReviews(query) }),
});
