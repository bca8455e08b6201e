import * as z from "zod";
import { NOTIFICATION_STATES, type Notification } from "../core/notifications/notification.ts";
import { instantAnswer } from "./answer-schemas.ts";

/** A notification that is on its way. */
export const queuedAnswer = z.strictObject({
  notificationId: z.string(),
  kind: z.string(),
  state: z.enum(NOTIFICATION_STATES),
  submissionId: z.string().optional(),
  recipient: z.string().optional(),
  createdAt: instantAnswer,
  content: z.enum(["asSent", "current"]).optional(),
  resendOf: z.string().optional(),
});

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
