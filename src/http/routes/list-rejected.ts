import * as z from "zod";
import { instantAnswer } from "../answer-schemas.ts";
import { toRejectedAnswer } from "../rejected-answer.ts";
import { json, makeRoute } from "../route.ts";

const itemAnswer = z
  .strictObject({
    id: z.string(),
    queue: z.string(),
    deadLetter: z.boolean(),
    origin: z.string(),
    enqueuedAt: instantAnswer,
    copies: z.number(),
    problems: z.array(z.string()),
    messageId: z.string().optional(),
    contentType: z.string().optional(),
    properties: z.record(z.string(), z.unknown()),
    body: z.string().optional(),
    bodyEncoding: z.enum(["utf8", "base64"]),
    bodySizeInBytes: z.number(),
    bodyTruncated: z.boolean(),
  })
  .meta({ id: "RejectedMessage" });

/** `GET /api/rejected`. */
export const listRejected = makeRoute({
  name: "list-rejected",
  method: "GET",
  path: "rejected",
  who: "functionKey",
  summary: "Lists what was put aside or dead-lettered.",
  answers: {
    200: json("The messages with their problems.", z.strictObject({ items: z.array(itemAnswer), more: z.boolean() })),
  },
  respond: async (verbs) => {
    const { items, more } = await verbs.listRejected();
    return { status: 200, json: { items: items.map((item) => toRejectedAnswer(item)), more } };
  },
});
