import * as z from "zod";
import { NOTIFICATION_ID } from "../../core/notifications/notification-id.ts";
import { mailLink } from "../desk/links.ts";
import { toMailView } from "../desk/mail-view.ts";
import { makeRoute, page } from "../route.ts";

/** The mail in a path of the desk. */
export const deskMailParams = z.object({
  notificationId: z.string().regex(NOTIFICATION_ID).meta({ description: "As the review's page links it." }),
});

/** `GET /api/desk/mails/{notificationId}`. */
export const showDeskMail = makeRoute({
  name: "show-desk-mail",
  method: "GET",
  path: "desk/mails/{notificationId}",
  who: "desk",
  summary: "Shows a mail exactly as it was sent, and keeps who looked at it.",
  params: deskMailParams,
  unknown: "NOTIFICATION_UNKNOWN",
  answers: { 200: page("The page.") },
  respond: async (verbs, { path, viewer }) => {
    const mail = await verbs.lookAtMail(path.notificationId, viewer.name);
    const view = toMailView(path.notificationId, mail, `${mailLink(path.notificationId)}/html`);
    return { status: 200, page: { page: "mail", title: mail.subject, view } };
  },
});
