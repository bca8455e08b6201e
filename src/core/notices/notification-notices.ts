import type { ReportStatus } from "../delivery/delivery-report.ts";
import type { Instant } from "../instant.ts";
import { stateAfterReport } from "../notifications/apply-report.ts";
import { isUnreached, type Notification, type NotificationState } from "../notifications/notification.ts";
import { present } from "../present.ts";
import { noticeEnvelope } from "./notice-envelope.ts";
import type { NoticeEvent } from "./notice-schema.ts";

/** A state that a notification has come to, and whose word that is. */
interface Passed {
  readonly state: NotificationState;
  readonly at: Instant;
  readonly report?: ReportStatus;
}

/**
 * Everything that a notification's row tells the world of: that its mail was accepted, and what became of it, in this order.
 * By the row alone, so whoever comes after one that died between row and topic tells the same.
 */
export const noticesOf = (notification: Notification): readonly NoticeEvent[] =>
  passedStates(notification).flatMap((passed) => toNotice(notification, passed) ?? []);

/** The states that it passed, as attempts and reports tell. */
const passedStates = (notification: Notification): readonly Passed[] => {
  const { state, acceptedAt, createdAt, attempts, reports = [] } = notification;
  const passed: Passed[] = [];
  if (acceptedAt !== undefined) passed.push({ state: "accepted", at: acceptedAt });
  for (const { isOfMember, status, at } of acceptedAt === undefined ? [] : reports) {
    const last = passed.at(-1)?.state ?? "accepted";
    const told = isOfMember === true ? last : stateAfterReport(last, status);
    if (told !== last) passed.push({ state: told, at, report: status });
  }
  if (isUnreached(state) && passed.at(-1)?.state !== state)
    passed.push({ state, at: attempts.at(-1)?.at ?? createdAt });
  return passed;
};

const toNotice = (notification: Notification, { state, at, report }: Passed): NoticeEvent | undefined => {
  const { notificationId, kind, submissionId, resendOf } = notification;
  const subject = submissionId === undefined ? `notifications/${notificationId}` : `reviews/${submissionId}`;
  const envelope = <T extends "accepted" | "delivered" | "bounced" | "failed">(what: T) =>
    noticeEnvelope(
      `marketplace.certification.notification.${what}` as const,
      `${notificationId}|${state}`,
      subject,
      at,
    );
  const data = { notificationId, kind, ...present({ submissionId, resendOf, report }) };
  switch (state) {
    case "accepted":
      return { ...envelope(state), data: { ...data, state } };
    case "delivered":
      return { ...envelope(state), data: { ...data, state } };
    case "bounced":
      return { ...envelope(state), data: { ...data, state } };
    case "failed":
    case "suppressed":
      return { ...envelope("failed"), data: { ...data, state } };
    default:
      return undefined;
  }
};
