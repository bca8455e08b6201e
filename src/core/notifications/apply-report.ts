import type { DeliveryReport, ReportStatus } from "../delivery/delivery-report.ts";
import { present } from "../present.ts";
import { isOpen, type KeptReport, type Notification, type NotificationState } from "./notification.ts";

/** The state that a report tells of; none for a distribution list that was expanded to its members. */
export const STATE_OF_REPORT: Readonly<Record<ReportStatus, NotificationState | undefined>> = {
  Delivered: "delivered",
  Bounced: "bounced",
  Suppressed: "suppressed",
  Quarantined: "failed",
  FilteredSpam: "failed",
  Failed: "failed",
  Expanded: undefined,
};

/** A report moves a notification up this ladder and never down, so the order in which reports come makes no difference. */
const RANK: Readonly<Record<NotificationState, number>> = {
  queued: 0,
  claimed: 0,
  retrying: 0,
  unknown: 0,
  accepted: 1,
  suppressed: 2,
  failed: 3,
  cancelled: 3,
  delivered: 4,
  bounced: 5,
};

/** What a report makes of a state. */
export const stateAfterReport = (state: NotificationState, status: ReportStatus): NotificationState => {
  const told = STATE_OF_REPORT[status];
  return told !== undefined && RANK[told] > RANK[state] ? told : state;
};

const MAX_REPORTS = 20;
const DETAIL_IN_CHARACTERS = 300;

/** True for a report about the notification's own recipient: a list's members are reported on under the list's mail. */
export const isAboutRecipient = ({ address }: Notification, { recipient }: DeliveryReport): boolean =>
  recipient === undefined || recipient === address;

/** The notification with one more report, or undefined when it has this one already. */
export const applyReport = (notification: Notification, report: DeliveryReport): Notification | undefined => {
  const { reports = [] } = notification;
  const detail = report.detail?.slice(0, DETAIL_IN_CHARACTERS);
  const isKnown = reports.some(
    (kept) => kept.at === report.at && kept.status === report.status && kept.detail === detail,
  );
  if (isKnown) return undefined;
  const isOurs = isAboutRecipient(notification, report);
  const kept: KeptReport = {
    at: report.at,
    status: report.status,
    ...present({ detail }),
    ...(isOurs ? {} : { isOfMember: true }),
  };
  const noted = { ...notification, reports: [...reports, kept].slice(-MAX_REPORTS) };
  // A mail that was never claimed cannot have been delivered by what we know: its report counts once it was accepted.
  if (!isOurs || wasNeverClaimed(notification)) return noted;
  if (stateAfterReport(notification.state, report.status) === notification.state) return noted;
  // Those that came before anything proved that the mail was accepted count from now on.
  const { state, reason } = stateAfterReports(noted.reports, notification.state);
  return move(noted, state, reason, report);
};

const wasNeverClaimed = ({ firstAttemptAt, acceptedAt }: Notification): boolean =>
  firstAttemptAt === undefined && acceptedAt === undefined;

/** What reports that were kept make of a mail that turns out to be accepted. */
export const stateAfterReports = (
  reports: readonly KeptReport[],
  from: NotificationState = "accepted",
): { readonly state: NotificationState; readonly reason?: string } =>
  reports
    .filter(({ isOfMember }) => isOfMember !== true)
    .reduce<{ readonly state: NotificationState; readonly reason?: string }>(
      (told, { status, detail }) => {
        const state = stateAfterReport(told.state, status);
        if (state === told.state) return told;
        return state === "delivered" ? { state } : { state, reason: reasonOf(status, detail) };
      },
      { state: from },
    );

const reasonOf = (status: ReportStatus, detail: string | undefined): string =>
  [status, detail].filter(Boolean).join(": ");

/** A report on a mail that we thought open proves that the provider had accepted it. */
const move = (
  notification: Notification,
  state: NotificationState,
  reason: string | undefined,
  report: DeliveryReport,
): Notification => {
  const { reason: _old, nextAttemptAt: _next, quotaSlotAt: _slot, ...rest } = notification;
  const proof = {
    number: rest.attempt,
    at: report.at,
    outcome: "accepted",
    answer: "told by a delivery report",
  } as const;
  return {
    ...rest,
    state,
    ...present({ reason }),
    acceptedAt: rest.acceptedAt ?? report.at,
    attempts: isOpen(notification.state) ? [...rest.attempts, proof] : rest.attempts,
  };
};
