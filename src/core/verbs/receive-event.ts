import type { ParsedEvent } from "../certification/parse-event.ts";
import { foldReview, type RecordedEvent } from "../certification/review.ts";
import { reviewPartition } from "../certification/review-id.ts";
import { type Instant, plusMs } from "../instant.ts";
import type { Commit, CommitDecision } from "../ledger/commit.ts";
import { type DueRow, dueClock, dueNotice, dueOpen } from "../ledger/due-index.ts";
import { eventRow } from "../ledger/keys.ts";
import { mailWrite, notificationWrite } from "../ledger/notification-log.ts";
import { toEventEntity, toReviewWrite } from "../ledger/review-entity.ts";
import { type ReviewRows, readReview, untilWritten } from "../ledger/review-rows.ts";
import { newNotices } from "../notices/notice-envelope.ts";
import { noticesOf } from "../notices/notification-notices.ts";
import { stoppedNotices } from "../notices/review-notices.ts";
import { hintOf, type TimedHint } from "../notifications/hint.ts";
import { isOpen, type Notification } from "../notifications/notification.ts";
import { type NotificationPlan, planNotifications } from "../notifications/plan-notifications.ts";
import { SEND_TIMES } from "../notifications/retry-ladder.ts";
import type { SendGate } from "../notifications/send-gate.ts";
import type { Clock, EntityStore, Write } from "../ports.ts";
import type { FoldRecord } from "../sla/fold-record.ts";
import type { ReviewRecord } from "../sla/review-record.ts";
import type { Prepared, PrepareMail } from "./prepare-mail.ts";
import type { Claim, SendClaimed } from "./send-claimed.ts";

/** A valid event as parsed. */
export type ValidEvent = Extract<ParsedEvent, { kind: "valid" }>;

/** What became of an event: written, known already, or known with another body. */
export type ReceiveOutcome =
  | { readonly kind: "recorded" | "repeated" }
  | { readonly kind: "conflicting"; readonly problem: string };

/** What `makeReceiveEvent` needs. */
export interface ReceiveEventDeps {
  readonly store: EntityStore;
  readonly commit: CommitDecision;
  readonly foldRecord: FoldRecord;
  readonly prepareMail: PrepareMail;
  readonly sendClaimed: SendClaimed;
  readonly gate: SendGate;
  readonly clock: Clock;
  readonly emailDomain: string;
  readonly notifyPassedWithNotes: boolean;
  /** Of the span that runs; absent without telemetry. */
  readonly traceparent?: (() => string | undefined) | undefined;
}

/** Records an event, sends its mails, and resolves only when each of them is settled or waits where it is found. */
export type ReceiveEvent = (event: ValidEvent) => Promise<ReceiveOutcome>;

/** So many mails of one event go out in its own invocation, side by side; more would keep its message too long. */
const MOST_AT_ONCE = 4;

/** Makes the verb that turns an event into a review and its mails: read, decide, commit, send, commit. */
export const makeReceiveEvent =
  (deps: ReceiveEventDeps): ReceiveEvent =>
  async (valid) => {
    const partition = reviewPartition(valid.event.submissionId);
    return await untilWritten(async () => {
      const rows = await readReview(deps.store, partition);
      const known = rows.events.find(({ event }) => event.eventKey === valid.event.eventKey);
      if (known === undefined) return await recordEvent(deps, partition, rows, valid);
      if (known.bodyHash === valid.bodyHash) return await takeUp(deps, partition, rows);
      return { kind: "conflicting", problem: "An event with this source and id is known with another body." };
    });
  };

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
  const record = deps.foldRecord({ facts, events, previous: rows.review?.record, now });
  const { emailDomain, notifyPassedWithNotes } = deps;
  const existing = rows.notifications;
  const plan = planNotifications({
    partition,
    facts,
    events,
    existing,
    now,
    emailDomain,
    notifyPassedWithNotes,
    traceparent: deps.traceparent?.(),
  });
  const chosen = chooseAtOnce(deps, plan, now);
  try {
    const result = { review: { record, etag: "" }, events };
    const prepared = await Promise.all(chosen.map(async (one) => await deps.prepareMail(one, () => result, now)));
    const eventWrite: Write = { kind: "insert", rowKey: eventRow(event.eventKey), ...toEventEntity(recorded, body) };
    const { notices = [], ...decided } = toCommit(partition, rows, record, plan, prepared, now);
    // The topic is called once: after the mails, if any go out now. Whoever dies before that leaves it to the repeat.
    const isSending = prepared.some(({ kind }) => kind === "claim");
    const commit = isSending ? decided : { ...decided, notices };
    const committed = await deps.commit({ ...commit, writes: [eventWrite, ...commit.writes] });
    if (committed.kind === "conflict") return undefined;
    // Behind the event come the review and the notifications, in the order in which they were prepared.
    const claims = prepared.flatMap((one, index): Claim[] =>
      one.kind === "claim" ? [{ ...one, notification: one.next, etag: committed.etags[index + 2] ?? "" }] : [],
    );
    if (isSending) await deps.sendClaimed(partition, claims, { hasDueRow: false, notices });
    return { kind: "recorded" };
  } finally {
    for (const _ of chosen) deps.gate.leave(now);
  }
};

/** New mails that may go out now; the others wait in the queue. Each has a place behind the gate. */
const chooseAtOnce = ({ gate }: ReceiveEventDeps, plan: NotificationPlan, now: Instant): readonly Notification[] => {
  const chosen: Notification[] = [];
  for (const notification of plan.insert) {
    const isSendable = notification.address !== undefined && chosen.length < MOST_AT_ONCE;
    if (isSendable && gate.enter(now)) chosen.push(notification);
  }
  return chosen;
};

const toCommit = (
  partition: string,
  rows: ReviewRows,
  record: ReviewRecord,
  plan: NotificationPlan,
  prepared: readonly Prepared[],
  now: Instant,
): Commit => {
  const isPrepared = new Set(prepared.map(({ next }) => next.notificationId));
  const waiting = plan.insert.filter(({ notificationId }) => !isPrepared.has(notificationId));
  const cancelled = plan.cancel.map(({ stored, reason }) =>
    notificationWrite({ ...stored.notification, state: "cancelled", reason }, stored.etag),
  );
  const stoppedBefore = rows.review === undefined ? [] : stoppedNotices(partition, rows.review.record);
  const writes = [
    toReviewWrite(record, rows.review?.etag),
    ...prepared.map(({ next }) => notificationWrite(next)),
    ...prepared.flatMap((one) => ("mail" in one && one.mail !== undefined ? [mailWrite(one.next, one.mail)] : [])),
    ...waiting.map((notification) => notificationWrite(notification)),
    ...cancelled,
  ];
  return {
    partition,
    writes,
    record,
    ...(rows.review === undefined ? { newSince: now } : { previous: rows.review.record }),
    due: [
      ...(record.nextStepAt === undefined ? [] : [dueClock(partition, record.nextStepAt)]),
      ...waiting.map(dueOpen),
      ...prepared.flatMap((one): DueRow[] => {
        if (one.kind === "wait") return [dueOpen(one.next)];
        return one.kind === "end" && one.isNotice === true ? [dueNotice(one.next.notificationId, now)] : [];
      }),
    ],
    hints: [
      ...waiting.filter(({ address }) => address !== undefined).map((notification) => hintOf(notification)),
      ...prepared.flatMap((one): TimedHint[] => (one.kind === "wait" ? [hintOf(one.next, one.hintAt)] : [])),
    ],
    notices: [
      ...newNotices(stoppedBefore, stoppedNotices(partition, record)),
      ...prepared.flatMap((one) => (one.kind === "end" ? noticesOf(one.next) : [])),
    ],
  };
};

/**
 * A repeated event adds nothing; its first handler may have died anywhere. What is queued gets its hint again, and a claim one
 * for the end of its lease, when whoever made it has marked it or is gone. What came of it is published again.
 */
const takeUp = async (deps: ReceiveEventDeps, partition: string, rows: ReviewRows): Promise<ReceiveOutcome> => {
  const open = rows.notifications.filter(
    ({ notification: { state, address, reason } }) => isOpen(state) && address !== undefined && reason !== "held",
  );
  await deps.commit({
    partition,
    writes: [],
    due: open.map(({ notification }) => dueOpen(notification)),
    hints: open.flatMap(({ notification, ageInMs, readAt }): TimedHint[] => {
      if (notification.state === "queued") return [hintOf(notification)];
      if (notification.state !== "claimed") return [];
      return [hintOf(notification, plusMs(readAt, Math.max(0, SEND_TIMES.leaseInMs - ageInMs) + 1_000))];
    }),
    notices: [
      ...(rows.review === undefined ? [] : stoppedNotices(partition, rows.review.record)),
      ...rows.notifications.flatMap(({ notification }) => noticesOf(notification)),
    ],
  });
  return { kind: "repeated" };
};
