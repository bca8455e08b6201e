import * as z from "zod";
import { checkRequest } from "../../core/check-request.ts";
import { replayRecordSchema } from "../../core/ledger/replay-records.ts";
import { shortInstant } from "../../core/sla/trace-text.ts";
import { API_CALLER, json, makeRoute } from "../route.ts";

/** What is sent in place of what was put aside. */
const replaySchema = z.strictObject({ body: z.string({ error: "must be text" }).optional() }).meta({
  id: "ReplayRequest",
});

const isBlank = (bytes: Uint8Array): boolean => new TextDecoder().decode(bytes).trim() === "";

/** `POST /api/rejected/{id}/replay`. */
export const replayRejected = makeRoute({
  name: "replay-rejected",
  method: "POST",
  path: "rejected/{id}/replay",
  who: "functionKey",
  summary: "Sends one of them on its way again; asking twice sends it once.",
  params: z.object({ id: z.string().meta({ description: "As listed." }) }),
  unknown: "REJECTED_UNKNOWN",
  // A body of the largest size, each character of it escaped.
  body: { schema: replaySchema, isOptional: true, maxBytes: 2 * 1024 * 1024 },
  answers: {
    202: json(
      "What was replayed.",
      replayRecordSchema.pick({ id: true, queue: true, messageId: true, replayedAt: true, state: true }),
    ),
  },
  refusals: ["REPLAY_CONFLICT"],
  respond: async (verbs, { path, bytes, json: given }) => {
    const { body } = isBlank(bytes) ? {} : checkRequest(replaySchema, given);
    const edited = body === undefined ? undefined : Buffer.from(body);
    const replayed = await verbs.replayRejected(path.id, API_CALLER, edited);
    const { id, queue, messageId, replayedAt, state } = replayed;
    return { status: 202, json: { id, queue, messageId, replayedAt: shortInstant(replayedAt), state } };
  },
});
