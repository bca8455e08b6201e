import type { ParsedEvent } from "../certification/parse-event.ts";
import { foldReview, type RecordedEvent } from "../certification/review.ts";
import { reviewPartition } from "../certification/review-id.ts";
import type { CommitDecision } from "../ledger/commit.ts";
import { notificationRow } from "../ledger/keys.ts";
import { toEventWrite } from "../ledger/review-entity.ts";
import { type ReviewRows, readReview, untilWritten } from "../ledger/review-rows.ts";
import { takeUp } from "../ledger/take-up.ts";
import { plannedChanges, toCommit } from "../ledger/to-commit.ts";
import type { WrittenClaim } from "../notifications/before-attempt.ts";
import { planNotifications } from "../notifications/plan-notifications.ts";
import { type SendGate, takePlaces } from "../notifications/send-gate.ts";
import type { Clock, EntityStore } from "../ports.ts";
import type { FoldRecord } from "../sla/fold-record.ts";
import type { PrepareMail } from "./prepare-mail.ts";
import type { SendClaimed } from "./send-claimed.ts";

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

/** Makes the verb that turns an event into a review and its mails: read, decide, commit, send, commit. */
export const makeReceiveEvent =
  (deps: ReceiveEventDeps): ReceiveEvent =>
  async (valid) => {
    const partition = reviewPartition(valid.event.submissionId);
    return await untilWritten(async () => {
      const rows = await readReview(deps.store, partition);
      const known = rows.events.find(({ event }) => event.eventKey === valid.event.eventKey);
      if (known === undefined) return await recordEvent(deps, partition, rows, valid);
      if (known.bodyHash !== valid.bodyHash)
        return { kind: "conflicting", problem: "An event with this source and id is known with another body." };
      await deps.commit(takeUp(partition, rows, deps.clock.now()));
      return { kind: "repeated" };
    });
  };

/** Undefined when another writer came between. */
const recordEvent = async (
  deps: ReceiveEventDeps,
  partition: string,
  { review, events: before, notifications: existing }: ReviewRows,
  { event, bodyHash, body }: ValidEvent,
): Promise<ReceiveOutcome | undefined> => {
  const { emailDomain, notifyPassedWithNotes, traceparent } = deps;
  const now = deps.clock.now();
  const recorded: RecordedEvent = { event, sequence: before.length + 1, bodyHash, recordedAt: now };
  const events = [...before, recorded];
  const facts = foldReview(events);
  const record = deps.foldRecord({ facts, events, previous: review?.record, now });
  const wanted = { partition, facts, events, existing, now, emailDomain, notifyPassedWithNotes };
  const plan = planNotifications({ ...wanted, traceparent: traceparent?.() });
  const { atOnce, leave } = await takePlaces(deps.gate, plan.insert);
  try {
    const result = { review: { record, etag: "" }, events };
    const prepared = await Promise.all(atOnce.map(async (one) => await deps.prepareMail(one, () => result, now)));
    const waiting = plannedChanges({ ...plan, insert: plan.insert.filter((one) => !atOnce.includes(one)) });
    const { notices, ...decided } = toCommit({
      partition,
      now,
      review: { from: review, next: record },
      notifications: [...prepared, ...waiting],
      writes: [toEventWrite(recorded, body)],
    });
    // The topic is called once: after the mails, if any go out now. Whoever dies before that leaves it to the repeat.
    const isSending = prepared.some(({ kind }) => kind === "claim");
    const committed = await deps.commit(isSending ? decided : { ...decided, notices });
    if (committed.kind === "conflict") return undefined;
    const claims = prepared.flatMap((one): WrittenClaim[] => {
      const written = decided.writes.findIndex(({ rowKey }) => rowKey === notificationRow(one.next.notificationId));
      return one.kind === "claim" ? [{ ...one, etag: committed.etags[written] ?? "", hasDueRow: false }] : [];
    });
    if (isSending) await deps.sendClaimed(partition, claims, notices);
    return { kind: "recorded" };
  } finally {
    leave();
  }
};
