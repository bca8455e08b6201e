import * as z from "zod";
import { NOTIFICATION_ID } from "../../core/notifications/notification-id.ts";
import { mailAnswer } from "../answer-schemas.ts";
import { API_CALLER, makeRoute } from "../route.ts";

/** A mail needs no script, and nothing that a browser would fetch. */
const NOTHING_FETCHED = "default-src 'none'; style-src 'unsafe-inline'; sandbox allow-popups";

/** `GET /api/notifications/{notificationId}/mail`. */
export const showMail = makeRoute({
  name: "show-mail",
  method: "GET",
  path: "notifications/{notificationId}/mail",
  who: "functionKey",
  summary: "Shows a mail exactly as it was sent, and keeps that the API was asked for it.",
  params: z.object({
    notificationId: z.string().regex(NOTIFICATION_ID).meta({ description: "As listed with its review." }),
  }),
  unknown: "NOTIFICATION_UNKNOWN",
  query: z.object({
    format: z
      .enum(["html", "text", "json"], { error: "must be html, text or json" })
      .default("html")
      .meta({ description: "How it is shown." }),
  }),
  answers: {
    200: {
      says: "The mail.",
      content: { "text/html": z.string(), "text/plain": z.string(), "application/json": mailAnswer },
    },
  },
  hasETag: true,
  respond: async (verbs, { path, query }) => {
    const mail = await verbs.lookAtMail(path.notificationId, API_CALLER);
    switch (query.format) {
      case "json":
        return { status: 200, json: mail };
      case "text":
        return { status: 200, text: { contentType: "text/plain; charset=utf-8", body: mail.text } };
      default:
        return {
          status: 200,
          headers: { "content-security-policy": NOTHING_FETCHED },
          text: { contentType: "text/html; charset=utf-8", body: mail.html },
        };
    }
  },
});
