import type { HttpHandler } from "@azure/functions";
import { parseEvent } from "../core/certification/parse-event.ts";
import { NotifierError } from "../core/errors.ts";
import type { PreviewEvent } from "../core/use-cases/preview-event.ts";
import { answer } from "./answer.ts";
import { readBody } from "./read-body.ts";

/** `POST /api/preview`: an event in, the mail that it would cause out; nothing is stored or sent. */
export const makePreviewEventHandler = ({ previewEvent }: { previewEvent: PreviewEvent }): HttpHandler =>
  answer("Preview failed", async (request) => {
    const parsed = parseEvent({ body: await readBody(request), properties: {} });
    if (parsed.kind === "invalid") throw new NotifierError("EVENT_INVALID", undefined, { problems: parsed.problems });
    const preview = previewEvent(parsed.event);
    if (preview.kind === "noMail") return { status: 200, jsonBody: { mail: null, reason: preview.reason } };
    const { subject, text, html } = preview.rendered;
    return { status: 200, jsonBody: { mail: { subject, text, html }, removed: preview.removed } };
  });
