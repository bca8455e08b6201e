import type { DeliveryReport } from "../delivery/delivery-report.ts";
import type { Addresses } from "../ledger/addresses.ts";
import type { CommitDecision } from "../ledger/commit.ts";
import { dueNotice } from "../ledger/due-index.ts";
import { type NotificationLog, notificationWrite } from "../ledger/notification-log.ts";
import { untilWritten } from "../ledger/review-rows.ts";
import { newNotices } from "../notices/notice-envelope.ts";
import { noticesOf } from "../notices/notification-notices.ts";
import { applyReport, isAboutRecipient } from "../notifications/apply-report.ts";
import type { StoredNotification } from "../notifications/notification.ts";
import { isUnreached, type Notification } from "../notifications/notification.ts";
import { partitionOf } from "../notifications/notification-id.ts";
import type { Clock } from "../ports.ts";
import type { Telemetry } from "../telemetry/telemetry.ts";
import { ATTRIBUTES, SPANS } from "../telemetry/telemetry-names.ts";

/** What became of a report: kept on its notification's row, known already, or about a mail of somebody else. */
export type ReportOutcome = "applied" | "repeated" | "notOurs";

/** What `makeRecordDeliveryReport` needs. */
export interface DeliveryReportDeps {
  readonly log: NotificationLog;
  readonly addresses: Addresses;
  readonly commit: CommitDecision;
  readonly clock: Clock;
  readonly telemetry?: Telemetry | undefined;
}

/** Records a delivery report. Repeating it, and any order of reports, leads to the same rows. */
export type RecordDeliveryReport = (report: DeliveryReport) => Promise<ReportOutcome>;

/**
 * Makes the verb that brings a notification to what became of its mail. The claim is written before the provider is called,
 * so every mail that can be reported on has its row; a sender that finds its row changed marks what the row says then.
 */
export const makeRecordDeliveryReport =
  (deps: DeliveryReportDeps): RecordDeliveryReport =>
  async (report) =>
    await untilWritten(async (): Promise<ReportOutcome | undefined> => {
      const stored = await findNotification(deps, report);
      if (stored === undefined) return "notOurs";
      const keep = async () => await keepReport(deps, stored, report);
      const { telemetry } = deps;
      if (telemetry === undefined) return await keep();
      const { traceparent: parent, notificationId } = stored.notification;
      const attributes = { [ATTRIBUTES.notificationId]: notificationId, [ATTRIBUTES.outcome]: report.status };
      // In the trace of its mail: the provider's own message knows nothing of it.
      return await telemetry.span(SPANS.report, { attributes, parent }, keep);
    });

/** Undefined when somebody else has written: look again. */
const keepReport = async (
  deps: DeliveryReportDeps,
  stored: StoredNotification,
  report: DeliveryReport,
): Promise<ReportOutcome | undefined> => {
  const { notification, etag } = stored;
  const next = applyReport(notification, report);
  // Before the row, and for a repeated report too: whoever died in between is made up for.
  const after = next ?? notification;
  if (report.status === "Bounced" && isAboutRecipient(after, report))
    await deps.addresses.rememberBounce(after, report.at);
  const { kind } = await deps.commit({
    partition: partitionOf(notification),
    writes: next === undefined ? [] : [notificationWrite(next, etag)],
    // Whether anybody else was reached is for the sweep to find out: it sees all reports that came together.
    due: tellsTeam(after, report) ? [dueNotice(after.notificationId, deps.clock.now())] : [],
    notices: newNotices(next === undefined ? [] : noticesOf(notification), noticesOf(after)),
  });
  if (kind === "conflict") return undefined;
  return next === undefined ? "repeated" : "applied";
};

const findNotification = async (
  { log }: DeliveryReportDeps,
  { operationIds }: DeliveryReport,
): Promise<StoredNotification | undefined> => {
  for (const operationId of operationIds) {
    const stored = await log.findByOperation(operationId);
    if (stored !== undefined) return stored;
  }
  return undefined;
};

/** Alerts have no consequences: a bounce of an alert must cause no other mail. */
const tellsTeam = (notification: Notification, report: DeliveryReport): boolean =>
  notification.submissionId !== undefined && isAboutRecipient(notification, report) && isUnreached(notification.state);
