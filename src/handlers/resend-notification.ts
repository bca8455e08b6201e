import type { HttpHandler } from "@azure/functions";
import type { Notification } from "../core/notifications/notification.ts";
import type { ResendNotification } from "../core/use-cases/resend-notification.ts";
import { answer } from "./answer.ts";
import { readJson } from "./read-body.ts";
import { submissionIdOf } from "./submission-id.ts";

/** `POST /api/submissions/{submissionId}/resend`. */
export const makeResendNotificationHandler = ({
  resendNotification,
}: {
  resendNotification: ResendNotification;
}): HttpHandler =>
  answer("Resend failed", async (request) => {
    const key = request.headers.get("idempotency-key")?.trim();
    const result = await resendNotification(
      submissionIdOf(request, "resend"),
      await readJson(request),
      key === "" ? undefined : key,
    );
    if (result.kind === "dryRun")
      return { status: 200, jsonBody: { dryRun: true, mail: result.mail, diff: result.diff } };
    const notifications = result.notifications.map(toAnswer);
    return { status: 202, jsonBody: { ...notifications[0], notifications } };
  });

const toAnswer = ({
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
