import * as z from "zod";
import { EVENT_DATA_SCHEMAS, envelopeSchema } from "../../core/certification/event-schema.ts";
import { parseEvent } from "../../core/certification/parse-event.ts";
import { NotifierError } from "../../core/errors.ts";
import { outgoingMailSchema } from "../../core/ports.ts";
import { json, makeRoute } from "../route.ts";

/** One CloudEvent of each type that we understand. */
const [first, ...others] = Object.entries(EVENT_DATA_SCHEMAS).map(([type, data]) =>
  envelopeSchema.extend({ type: z.literal(type), data }),
);
const eventSchema = z.union(first === undefined ? others : [first, ...others]).meta({ id: "Event" });

const mailAnswer = outgoingMailSchema.pick({ subject: true, text: true, html: true });

/** `POST /api/preview`. */
export const previewEvent = makeRoute({
  name: "preview-event",
  method: "POST",
  path: "preview",
  who: "functionKey",
  summary: "Makes the mail that an event would cause; stores and sends nothing.",
  body: { schema: eventSchema },
  answers: {
    200: json(
      "The mail, or null with the reason why there is none.",
      z.union([
        z.strictObject({ mail: mailAnswer, removed: z.array(z.string()) }),
        z.strictObject({ mail: z.null(), reason: z.string() }),
      ]),
    ),
  },
  refusals: ["EVENT_INVALID"],
  respond: async (verbs, { bytes }) => {
    const parsed = parseEvent({ body: bytes, properties: {} });
    if (parsed.kind === "invalid") throw new NotifierError("EVENT_INVALID", undefined, { problems: parsed.problems });
    const preview = verbs.previewEvent(parsed.event);
    if (preview.kind === "noMail") return { status: 200, json: { mail: null, reason: preview.reason } };
    const { subject, text, html } = preview.rendered;
    return { status: 200, json: { mail: { subject, text, html }, removed: preview.removed } };
  },
});
