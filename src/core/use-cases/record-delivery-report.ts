import { applyReport, isAboutRecipient } from "../delivery/apply-report.ts";
import type { DeliveryReport } from "../delivery/delivery-report.ts";
import { isSameMailbox } from "../delivery/same-mailbox.ts";
import type { Addresses } from "../ledger/addresses.ts";
import type { HeldNotification, StoredNotification } from "../ledger/notification-entity.ts";
import type { NotificationLog } from "../ledger/notification-log.ts";
import type { OperationIndex } from "../ledger/operation-index.ts";
import { untilWritten } from "../ledger/review-rows.ts";
import { isOpen, isUnreached, type Notification } from "../notifications/notification.ts";
import { SEND_TIMES } from "../notifications/retry-ladder.ts";
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
    const found = await findNotification(deps, report);
    if (found !== undefined && !wasNeverClaimed(found.stored.notification)) return await recordAll(deps, found, report);
    // A mail that was never claimed cannot have been delivered by what we know: its report waits until it was accepted.
    const outcome = await keep(deps, report);
    const claimed = outcome === "kept" ? await findClaimSince(deps, report) : undefined;
    return claimed === undefined ? outcome : await recordAll(deps, claimed, report);
  };

/** Applies the reports that came before the mail was accepted. */
export const makeApplyEarlyReports =
  (deps: DeliveryReportDeps) =>
  async ({ operationId, notificationId }: Notification): Promise<void> => {
    const known = await deps.operations.find(operationId);
    await recordEarly(deps, notificationId, known?.reports ?? []);
  };

const recordEarly = async (
  deps: DeliveryReportDeps,
  notificationId: string,
  reports: readonly DeliveryReport[],
): Promise<void> => {
  for (const report of reports) {
    const stored = await deps.log.get(notificationId);
    if (stored !== undefined) await recordOn(deps, stored, report);
  }
};

const SENDER_WAIT_IN_MS = 3_000;

interface Found {
  readonly stored: StoredNotification;
  /** Reports that were kept for it. */
  readonly early: readonly DeliveryReport[];
}

/** With those that came too early: this one may be the first to tell that the mail was accepted, or its sender may have died before it applied them. */
const recordAll = async (
  deps: DeliveryReportDeps,
  { stored, early }: Found,
  report: DeliveryReport,
): Promise<ReportOutcome> => {
  const outcome = await recordOn(deps, stored, report);
  await recordEarly(deps, stored.notification.notificationId, early);
  return outcome;
};

const findNotification = async (
  { operations, log }: DeliveryReportDeps,
  { operationIds }: DeliveryReport,
): Promise<Found | undefined> => {
  for (const operationId of operationIds) {
    const known = await operations.find(operationId);
    if (known?.notificationId === undefined) continue;
    const stored = await log.get(known.notificationId);
    return stored && { stored, early: known.reports };
  }
  return undefined;
};

/**
 * A sender that noted the operation just before the report was kept does not know of it. Either its claim is seen here, or
 * it is made to fail by another etag; the sweep then puts the mail back, and the next sender is told of the report.
 */
const findClaimSince = async (deps: DeliveryReportDeps, report: DeliveryReport): Promise<Found | undefined> => {
  const { claimed } = await untilWritten(async () => {
    const found = await findNotification(deps, report);
    if (found === undefined) return { claimed: undefined };
    const { notification } = found.stored;
    if (!wasNeverClaimed(notification)) return { claimed: found };
    if (!isOpen(notification.state)) return { claimed: undefined };
    return (await deps.log.change(found.stored, notification)) && { claimed: undefined };
  });
  return claimed;
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
    held = await awaitSender(deps, held, report);
    const next = applyReport(held.notification, report);
    // Before the row, and for a repeated report too: whoever died in between is made up for.
    await drawConsequences(deps, next ?? held.notification, report);
    if (next === undefined) return "repeated";
    const changed = await log.change(held, next);
    held = undefined;
    return changed && "applied";
  });
};

/**
 * What leaves a claim a claim waits until its sender is done: with the row changed under it, the sender could not say that
 * the mail was accepted, and the mail would be sent again when the lease is over.
 */
const awaitSender = async (
  { log, clock }: DeliveryReportDeps,
  found: HeldNotification,
  report: DeliveryReport,
): Promise<HeldNotification> => {
  let held = found;
  for (let waitedInMs = 0; waitedInMs < SEND_TIMES.leaseInMs; waitedInMs += SENDER_WAIT_IN_MS) {
    if (applyReport(held.notification, report)?.state !== "claimed") break;
    await clock.sleep(SENDER_WAIT_IN_MS);
    held = (await log.get(held.notification.notificationId)) ?? held;
  }
  return held;
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
