import * as z from "zod";
import { instantAnswer } from "../answer-schemas.ts";
import { json, makeRoute } from "../route.ts";

const share = z.number().min(0).max(1);

/** `GET /api/policies/recurrence`. */
export const reportRecurrence = makeRoute({
  name: "report-recurrence",
  method: "GET",
  path: "policies/recurrence",
  who: "functionKey",
  summary: "How many offers that failed on a policy and came back failed on it again, by version of our text for it.",
  answers: {
    200: json(
      "The texts most worth rewriting first.",
      z.strictObject({
        asOf: instantAnswer,
        fewestShown: z.number(),
        texts: z.array(
          z.strictObject({
            policy: z.string(),
            title: z.string().optional(),
            version: z
              .string()
              .meta({ description: "Hash of the text; `none` where there was none, `unknown` for old failures." }),
            textOf: z.string().optional(),
            isCurrent: z.boolean(),
            cameBack: z.number(),
            failedAgain: z.number(),
            share,
            low: share,
            high: share,
          }),
        ),
        hidden: z.number(),
      }),
    ),
  },
  respond: async (verbs) => ({ status: 200, json: await verbs.reportRecurrence() }),
});
