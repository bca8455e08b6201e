import { reviewPartition } from "../../../src/core/certification/review-id.ts";
import { instant } from "../../../src/core/instant.ts";
import type { Notification } from "../../../src/core/notifications/notification.ts";
import { makeNotificationId, operationIdOf } from "../../../src/core/notifications/notification-id.ts";

/** A notification that was accepted, to one of a review's contacts. */
export const sampleNotification = (overrides: Partial<Notification> = {}): Notification => {
  const address = overrides.address ?? "ada@contoso.example";
  const partition = reviewPartition("1152921515689848683");
  const notificationId = makeNotificationId(partition, "certificationFailed", "result-1", address);
  const operationId = operationIdOf(notificationId);
  return {
    notificationId,
    kind: "certificationFailed",
    state: "accepted",
    cause: "result-1",
    resultKey: "result-1",
    eventKey: "event-1",
    submissionId: "1152921515689848683",
    address,
    createdAt: instant("2026-11-20T16:00:00Z"),
    attempt: 1,
    firstAttemptAt: instant("2026-11-20T16:00:01Z"),
    acceptedAt: instant("2026-11-20T16:00:02Z"),
    attempts: [{ number: 1, at: instant("2026-11-20T16:00:02Z"), outcome: "accepted", answer: "202" }],
    operationId,
    messageId: `<${operationId}@notifier.example>`,
    notes: [],
    ...overrides,
  };
};
