import * as z from "zod";
import { type Notification, notificationSchema } from "../core/notifications/notification.ts";

/** A notification that is on its way. */
export const queuedAnswer = notificationSchema
  .pick({
    notificationId: true,
    kind: true,
    state: true,
    submissionId: true,
    createdAt: true,
    content: true,
    resendOf: true,
  })
  .extend({ recipient: z.string().optional() });

/** What whoever asked for a mail is told of it. */
export const toQueuedAnswer = ({
  notificationId,
  kind,
  state,
  submissionId,
  address,
  createdAt,
  content,
  resendOf,
}: Notification) => ({
  notificationId,
  kind,
  state,
  submissionId,
  recipient: address,
  createdAt,
  content,
  resendOf,
});
