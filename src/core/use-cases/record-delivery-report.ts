import { applyReport, isAboutRecipient } from "../delivery/apply-report.ts";
import type { DeliveryReport } from "../delivery/delivery-report.ts";
import { isSameMailbox } from "../delivery/same-mailbox.ts";
import type { Addresses } from "../ledger/addresses.ts";
import type { HeldNotification } from "../ledger/notification-entity.ts";
import type { NotificationLog } from "../ledger/notification-log.ts";
import type { OperationIndex } from "../ledger/operation-index.ts";
import { untilWritten } from "../ledger/review-rows.ts";
import { isUnreached, type Notification } from "../notifications/notification.ts";
import type { Clock } from "../ports.ts";

/** What became of a report: kept on its notification's row, known already, kept until the mail is accepted, or about a mail of somebody else. */
export type ReportOutcome = "applied" | "repeated" | "kept" | "notOurs";

/** What `makeRecordDeliveryReport` needs. */
export interface DeliveryReportDeps {
  readonly log: NotificationLog;
  readonly operations: OperationIndex;
  readonly addresses: Addresses;
  readonly clock: Clock;
  /** Our sender address: reports on another sender's mails are not ours. */
  readonly from: string;
}

/** Records a delivery report. Repeating it, and any order of reports, leads to the same rows. */
export type RecordDeliveryReport = (report: DeliveryReport) => Promise<ReportOutcome>;

/** Makes the verb that brings a notification to what became of its mail (issue: delivery reports). */
export const makeRecordDeliveryReport =
  (deps: DeliveryReportDeps): RecordDeliveryReport =>
  async (report) => {
    const notificationId = await findNotification(deps, report);
    const stored = notificationId === undefined ? undefined : await deps.log.get(notificationId);
    // A mail that was never claimed cannot have been delivered by what we know: its report waits until it was accepted.
    if (stored === undefined || wasNeverClaimed(stored.notification)) return await keep(deps, report);
    return await recordOn(deps, stored, report);
  };

/** Applies the reports that came before the mail was accepted. */
export const makeApplyEarlyReports =
  (deps: DeliveryReportDeps) =>
  async ({ operationId, notificationId }: Notification): Promise<void> => {
    const known = await deps.operations.find(operationId);
    for (const report of known?.reports ?? []) {
      const stored = await deps.log.get(notificationId);
      if (stored !== undefined) await recordOn(deps, stored, report);
    }
  };

const findNotification = async (
  { operations }: DeliveryReportDeps,
  { operationIds }: DeliveryReport,
): Promise<string | undefined> => {
  for (const operationId of operationIds) {
    const known = await operations.find(operationId);
    if (known?.notificationId !== undefined) return known.notificationId;
  }
  return undefined;
};

const wasNeverClaimed = ({ firstAttemptAt, acceptedAt }: Notification): boolean =>
  firstAttemptAt === undefined && acceptedAt === undefined;

/** Under each of its ids: which of them our mail will be found by is known only then. */
const keep = async ({ operations, from }: DeliveryReportDeps, report: DeliveryReport): Promise<ReportOutcome> => {
  const isForeign = report.sender !== undefined && !isSameMailbox(report.sender, from);
  if (isForeign || report.operationIds.length === 0) return "notOurs";
  for (const operationId of report.operationIds) await operations.keep(operationId, report);
  return "kept";
};

const recordOn = async (
  deps: DeliveryReportDeps,
  found: HeldNotification,
  report: DeliveryReport,
): Promise<ReportOutcome> => {
  const { log } = deps;
  let held: HeldNotification | undefined = found;
  return await untilWritten(async () => {
    held ??= await log.get(found.notification.notificationId);
    if (held === undefined) return undefined;
    const next = applyReport(held.notification, report);
    // Before the row, and for a repeated report too: whoever died in between is made up for.
    await drawConsequences(deps, next ?? held.notification, report);
    if (next === undefined) return "repeated";
    const changed = await log.change(held, next);
    held = undefined;
    return changed && "applied";
  });
};

/** Alerts have none: a bounce of an alert must cause no other mail, and must not silence the alerts that follow. */
const drawConsequences = async (
  { addresses, log, clock }: DeliveryReportDeps,
  notification: Notification,
  report: DeliveryReport,
): Promise<void> => {
  if (notification.submissionId === undefined || !isAboutRecipient(notification, report)) return;
  if (report.status === "Bounced" && notification.address !== undefined) {
    await addresses.markBounced(notification.address, report.at);
  }
  // Whether anybody else was reached is for the sweep to find out: it sees all reports that came together.
  if (isUnreached(notification.state)) await log.raiseNotice(notification.notificationId, clock.now());
};
