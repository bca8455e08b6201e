import type { ReportStatus } from "../src/core/delivery/delivery-report.ts";
import type { Notification } from "../src/core/notifications/notification.ts";
import type { Remains } from "./remains.ts";
import type { PublishedReport } from "./sim-reports.ts";

/** Every report that was not lost is on its notification's row once, and the worst of them counts once the mail was accepted. */
export const checkReports = (
  { reports }: Pick<Remains, "reports">,
  notifications: readonly Notification[],
): string[] => {
  const byOperation = new Map(notifications.map((notification) => [notification.operationId, notification]));
  const lost = reports.flatMap((report) => {
    const notification = byOperation.get(report.operationId);
    const onRow = (notification?.reports ?? []).filter(({ detail }) => detail === report.detail).length;
    if (onRow === 1) return [];
    return [`${inWords(report)} is on ${onRow} rows of ${notification?.state ?? "nobody"}`];
  });
  return [...lost, ...notifications.flatMap((notification) => checkState(notification, reports))];
};

const inWords = ({ detail, status, isEarly }: PublishedReport): string =>
  `${detail} (${status}${isEarly ? ", too early" : ""})`;

const UNREACHED: readonly ReportStatus[] = ["Suppressed", "Quarantined", "FilteredSpam", "Failed"];

/** Told without the code that is under test. */
const checkState = (notification: Notification, reports: readonly PublishedReport[]): string[] => {
  const { notificationId, state, operationId } = notification;
  const details = new Set(notification.reports?.map(({ detail }) => detail));
  const told = reports
    .filter((report) => report.operationId === operationId && report.isAboutRecipient && details.has(report.detail))
    // What was told too early counts once the mail was accepted.
    .filter((report) => !report.isEarly || notification.acceptedAt !== undefined)
    .map(({ status }) => status);
  const mustBe = told.includes("Bounced") ? "bounced" : told.includes("Delivered") ? "delivered" : undefined;
  if (mustBe !== undefined && state !== mustBe) return [`${notificationId} is ${state}, and was ${mustBe}`];
  const isReported = state === "bounced" || state === "delivered";
  if (mustBe === undefined && isReported) return [`${notificationId} is ${state}, and no report says so`];
  return state === "accepted" && told.some((status) => UNREACHED.includes(status))
    ? [`${notificationId} is accepted, and a report says that it failed`]
    : [];
};
