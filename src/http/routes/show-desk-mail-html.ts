import { mailInFrame } from "../desk/mail-frame.ts";
import { makeRoute, page } from "../route.ts";
import { deskMailParams } from "./show-desk-mail.ts";

/** `GET /api/desk/mails/{notificationId}/html`. */
export const showDeskMailHtml = makeRoute({
  name: "show-desk-mail-html",
  method: "GET",
  path: "desk/mails/{notificationId}/html",
  who: "desk",
  summary: "The HTML part of a mail, for the frame in its page.",
  params: deskMailParams,
  unknown: "NOTIFICATION_UNKNOWN",
  answers: { 200: page("The mail.") },
  respond: async (verbs, { path, viewer }) =>
    mailInFrame((await verbs.lookAtMail(path.notificationId, viewer.name)).html),
});
