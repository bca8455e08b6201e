import type { HttpHandler, HttpResponseInit } from "@azure/functions";
import { NotifierError } from "../core/errors.ts";
import type { OutgoingMail } from "../core/ports.ts";
import type { ShowMail } from "../core/use-cases/show-mail.ts";
import { answer } from "./answer.ts";

/** `GET /api/notifications/{notificationId}/mail?format=html|text|json`; `html` unless told. */
export const makeGetMailHandler = ({ showMail }: { showMail: ShowMail }): HttpHandler =>
  answer("A mail cannot be shown", async (request) => {
    const mail = await showMail(request.params["notificationId"] ?? "");
    return toAnswer(mail, request.query.get("format") ?? "html");
  });

/** A mail needs no script, and nothing that a browser would fetch. */
const NOTHING_FETCHED = "default-src 'none'; style-src 'unsafe-inline'; sandbox allow-popups";

const toAnswer = (mail: OutgoingMail, format: string): HttpResponseInit => {
  switch (format) {
    case "html":
      return {
        status: 200,
        headers: { "content-type": "text/html; charset=utf-8", "content-security-policy": NOTHING_FETCHED },
        body: mail.html,
      };
    case "text":
      return { status: 200, headers: { "content-type": "text/plain; charset=utf-8" }, body: mail.text };
    case "json":
      return { status: 200, jsonBody: mail };
    default:
      throw new NotifierError("REQUEST_INVALID", undefined, { problems: ["format: must be html, text or json"] });
  }
};
