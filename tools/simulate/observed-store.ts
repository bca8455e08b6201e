import { MemoryEntityStore } from "../../src/adapters/memory/memory-entity-store.ts";
import { instant, msBetween } from "../../src/core/instant.ts";
import { REVIEW_ROW } from "../../src/core/ledger/keys.ts";
import { fromNotificationEntity } from "../../src/core/ledger/notification-entity.ts";
import { fromReviewEntity } from "../../src/core/ledger/review-entity.ts";
import type { Notification, NotificationState } from "../../src/core/notifications/notification.ts";
import type { Clock, Entity, TableName, Write, WriteResult } from "../../src/core/ports.ts";

/** Which state may follow which (design §6); the same one may always follow itself while it is open. */
const MAY_FOLLOW: Readonly<Record<NotificationState, readonly NotificationState[]>> = {
  queued: ["queued", "claimed", "cancelled", "suppressed", "failed"],
  retrying: ["retrying", "claimed", "cancelled", "suppressed", "failed"],
  claimed: ["claimed", "accepted", "retrying", "unknown", "failed"],
  unknown: ["unknown", "claimed", "accepted", "failed"],
  accepted: ["delivered", "bounced", "suppressed", "failed"],
  delivered: ["bounced"],
  bounced: [],
  suppressed: [],
  failed: [],
  cancelled: [],
};

/** Design §2, rule 7: told again here, so that a change of the code is found. */
const LEASE_IN_MS = 45_000;

/** The ledger of a run, which watches what is written to it. */
export class ObservedStore extends MemoryEntityStore {
  readonly #violate: (text: string) => void;
  readonly #storeClock: Clock;

  constructor(clock: Clock, violate: (text: string) => void) {
    super(clock);
    this.#storeClock = clock;
    this.#violate = violate;
  }

  override async transact(table: TableName, partitionKey: string, writes: readonly Write[]): Promise<WriteResult> {
    if (table !== "reviews") return await super.transact(table, partitionKey, writes);
    const before = writes.map(({ rowKey }) => this.peek(partitionKey, rowKey));
    const result = super.transact(table, partitionKey, writes);
    writes.forEach((write, index) => {
      const after = this.peek(partitionKey, write.rowKey);
      const earlier = before[index];
      if (after === undefined || after.etag === earlier?.etag) return;
      if (write.rowKey.startsWith("3-notification|")) this.#checkState(partitionKey, earlier, after);
      if (write.rowKey.startsWith("5-announcement|") && earlier === undefined) this.#checkAnnouncement(write.rowKey);
    });
    return await result;
  }

  #checkState(partition: string, before: Entity | undefined, after: Entity): void {
    const { notification: next } = fromNotificationEntity(after);
    if (before === undefined) {
      if (next.state !== "queued") this.#violate(`${next.notificationId} begins as ${next.state}`);
      return;
    }
    const { notification: last } = fromNotificationEntity(before);
    if (!MAY_FOLLOW[last.state].includes(next.state)) {
      this.#violate(`${next.notificationId} goes from ${last.state} to ${next.state}`);
    }
    if (next.attempt < last.attempt) this.#violate(`${next.notificationId} goes back to attempt ${next.attempt}`);
    if (next.attempts.length < last.attempts.length) this.#violate(`${next.notificationId} forgets an attempt`);
    const heldInMs = msBetween(before.writtenAt, after.writtenAt);
    const isTakenForLost = next.attempts
      .slice(last.attempts.length)
      .some(({ answer }) => answer.startsWith("the claim expired"));
    if (isTakenForLost && heldInMs < LEASE_IN_MS)
      this.#violate(`${next.notificationId} was taken over after ${heldInMs} ms`);
    if (next.state === "claimed" && (last.state === "queued" || last.state === "retrying")) {
      this.#checkStillWanted(partition, next);
    }
  }

  /** What is claimed for its first time, or again after a clear answer, tells of the result that counts. */
  #checkStillWanted(partition: string, { notificationId, resultKey }: Notification): void {
    const review = this.peek(partition, REVIEW_ROW);
    if (resultKey === undefined || review === undefined) return;
    const { facts } = fromReviewEntity(review).record;
    if (facts.result?.resultKey !== resultKey || facts.cancelledAt !== undefined) {
      this.#violate(`${notificationId} is sent although its result does not count any more`);
    }
  }

  /** An alert is not made before the ledger's own clock has come to its instant. */
  #checkAnnouncement(rowKey: string): void {
    const [, partition = "", dueAt = "", kind, n] = rowKey.split("|");
    const review = this.peek(partition, REVIEW_ROW);
    if (review === undefined) return;
    const { clock } = fromReviewEntity(review).record;
    const step = clock.steps.find((one) => one.kind === kind && String(one.n) === n);
    const at = kind === "slaBreach" ? instant(dueAt) : clock.dueAt === dueAt ? step?.at : undefined;
    if (at !== undefined && this.#storeClock.now() < at) this.#violate(`early: ${rowKey} for ${at}`);
  }
}
