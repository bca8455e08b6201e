import type { ParsedEvent } from "../certification/parse-event.ts";
import { foldReview, type RecordedEvent, type ReviewFacts } from "../certification/review.ts";
import type { Instant } from "../instant.ts";
import { plusMs } from "../instant.ts";
import { duePartition, dueRow, eventRow, notificationRow, reviewPartition } from "../ledger/keys.ts";
import { toNotificationEntity } from "../ledger/notification-entity.ts";
import { notificationWrites } from "../ledger/notification-log.ts";
import type { OfferHistory } from "../ledger/offer-history.ts";
import { type ReviewRecord, toEventEntity, toReviewWrite } from "../ledger/review-entity.ts";
import { makeReviewIndex } from "../ledger/review-index.ts";
import { type ReviewRows, readReview, untilWritten } from "../ledger/review-rows.ts";
import { stoppedNotice } from "../notifications/notice-event.ts";
import type { Notification } from "../notifications/notification.ts";
import { NO_CONTACTS_NOTICE_IN_MS, overdueAt } from "../notifications/overdue.ts";
import { type NotificationPlan, planNotifications } from "../notifications/plan-notifications.ts";
import type { Clock, EntityStore, Notices, WorkQueue, Write } from "../ports.ts";
import type { KeepRecord } from "./keep-record.ts";

/** A valid event as parsed. */
export type ValidEvent = Extract<ParsedEvent, { kind: "valid" }>;

/** What became of an event: written, known already, or known with another body. */
export type ReceiveOutcome =
  | { readonly kind: "recorded" | "repeated" }
  | { readonly kind: "conflicting"; readonly problem: string };

/** What `makeReceiveEvent` needs. */
export interface ReceiveEventDeps {
  readonly store: EntityStore;
  readonly history: OfferHistory;
  readonly queue: WorkQueue;
  readonly notices: Notices;
  readonly keepRecord: KeepRecord;
  readonly clock: Clock;
  readonly emailDomain: string;
  readonly notifyPassedWithNotes: boolean;
}

/** Records an event and resolves only when every notification it calls for is known to the work queue. */
export type ReceiveEvent = (event: ValidEvent) => Promise<ReceiveOutcome>;

/** Makes the verb that turns an event into ledger rows and hints (design §2, rules 1, 2, 9 and 12). */
export const makeReceiveEvent =
  (deps: ReceiveEventDeps): ReceiveEvent =>
  async (valid) => {
    const partition = reviewPartition(valid.event.submissionId);
    return await untilWritten(async () => {
      const rows = await readReview(deps.store, partition);
      const known = rows.events.find(({ event }) => event.eventKey === valid.event.eventKey);
      return known === undefined
        ? await recordEvent(deps, partition, rows, valid)
        : await repeatEvent(deps, partition, rows, known, valid);
    });
  };

/** A repeated event writes nothing: the hints are sent again, because the first handler may have died before it sent them. */
const repeatEvent = async (
  { queue, notices }: ReceiveEventDeps,
  partition: string,
  rows: ReviewRows,
  known: RecordedEvent,
  { bodyHash }: ValidEvent,
): Promise<ReceiveOutcome> => {
  if (known.bodyHash !== bodyHash) {
    return { kind: "conflicting", problem: "An event with this source and id is known with another body." };
  }
  await queue.send(toHints(rows.notifications.map(({ notification }) => notification)));
  const notice = rows.review && stoppedNotice(partition, rows.review.record);
  if (notice !== undefined) await notices.publish([notice]);
  return { kind: "repeated" };
};

const toHints = (notifications: readonly Notification[]) =>
  notifications
    .filter(({ state, address }) => state === "queued" && address !== undefined)
    .map(({ notificationId, attempt }) => ({ notificationId, attempt }));

/** Undefined when another writer came between. */
const recordEvent = async (
  deps: ReceiveEventDeps,
  partition: string,
  rows: ReviewRows,
  { event, bodyHash, body }: ValidEvent,
): Promise<ReceiveOutcome | undefined> => {
  const now = deps.clock.now();
  const recorded: RecordedEvent = { event, sequence: rows.events.length + 1, bodyHash, recordedAt: now };
  const events = [...rows.events, recorded];
  const facts = foldReview(events);
  const record = deps.keepRecord({ facts, events, previous: rows.review?.record, now });
  const plan = planNotifications({
    partition,
    facts,
    events,
    existing: rows.notifications,
    now,
    emailDomain: deps.emailDomain,
    notifyPassedWithNotes: deps.notifyPassedWithNotes,
  });

  // Index rows first: a row that points at nothing is swept away, a review without its row would be forgotten.
  await Promise.all([
    writeDueRows(deps.store, partition, record, plan.insert, now),
    makeReviewIndex(deps.store).put(partition, record),
    event.kind === "completed" ? keepInHistory(deps.history, facts, events) : undefined,
  ]);
  const eventWrite: Write = { kind: "insert", rowKey: eventRow(event.eventKey), ...toEventEntity(recorded, body) };
  const written = await writeReview(
    deps.store,
    partition,
    [eventWrite, toReviewWrite(record, rows.review?.etag)],
    plan,
  );
  if (!written) return undefined;
  await deps.queue.send(toHints(plan.insert));
  const notice = stoppedNotice(partition, record);
  const before = rows.review && stoppedNotice(partition, rows.review.record);
  if (notice !== undefined && notice.id !== before?.id) await deps.notices.publish([notice]);
  return { kind: "recorded" };
};

/** The result that counts, when the review failed by it or before it: what failed, or that no failure is left. */
const keepInHistory = async (
  history: OfferHistory,
  { result }: ReviewFacts,
  events: readonly RecordedEvent[],
): Promise<void> => {
  const results = events.flatMap(({ event }) => (event.kind === "completed" ? [event] : []));
  const current = results.find(({ eventKey }) => eventKey === result?.eventKey);
  if (current !== undefined && results.some(({ outcome }) => outcome === "failed")) await history.put(current);
};

const writeDueRows = async (
  store: EntityStore,
  partition: string,
  { nextStepAt }: ReviewRecord,
  inserted: readonly Notification[],
  now: Instant,
): Promise<void> => {
  const rowKeys = [
    ...(nextStepAt === undefined ? [] : [dueRow(nextStepAt, "clock", partition)]),
    ...inserted.map(({ notificationId, address }) =>
      dueRow(address === undefined ? plusMs(now, NO_CONTACTS_NOTICE_IN_MS) : overdueAt(now, 0), "open", notificationId),
    ),
  ];
  if (rowKeys.length === 0) return;
  await store.transact(
    "due",
    duePartition(partition),
    rowKeys.map((rowKey) => ({ kind: "upsert", rowKey, fields: { overdueCount: 0 } })),
  );
};

/** What one transaction may hold. */
const TRANSACTION_WRITES = 100;

/**
 * Event, review, new notifications and cancelled ones go together. Only when they are more than one transaction holds are
 * some cancelled before: if the rest then fails, the event is delivered again and finds them cancelled, as it wants them.
 */
const writeReview = async (
  store: EntityStore,
  partition: string,
  core: readonly Write[],
  plan: NotificationPlan,
): Promise<boolean> => {
  const inserts = plan.insert.map(
    (notification): Write => ({
      kind: "insert",
      rowKey: notificationRow(notification.notificationId),
      ...toNotificationEntity(notification),
    }),
  );
  const cancels = plan.cancel.flatMap(({ stored, reason }) =>
    notificationWrites(stored.etag, { ...stored.notification, state: "cancelled", reason }),
  );
  const room = TRANSACTION_WRITES - core.length - inserts.length;
  for (let start = room; start < cancels.length; start += TRANSACTION_WRITES) {
    const before = cancels.slice(start, start + TRANSACTION_WRITES);
    if ((await store.transact("reviews", partition, before)).kind === "conflict") return false;
  }
  const result = await store.transact("reviews", partition, [...core, ...inserts, ...cancels.slice(0, room)]);
  return result.kind === "written";
};
