import { MemoryEntityStore } from "../src/adapters/memory/memory-entity-store.ts";
import { sha256 } from "../src/core/hash.ts";
import { type Instant, instant, msBetween } from "../src/core/instant.ts";
import { REVIEW_ROW } from "../src/core/ledger/keys.ts";
import { fromNotificationEntity } from "../src/core/ledger/notification-entity.ts";
import { QUOTA } from "../src/core/ledger/quota-entity.ts";
import { fromReviewEntity } from "../src/core/ledger/review-entity.ts";
import type { Notification, NotificationState } from "../src/core/notifications/notification.ts";
import type { Clock, Entity, TableName, Write, WriteResult } from "../src/core/ports.ts";
import { QuotaWatch } from "./quota-watch.ts";

/** Which state may follow which; the same one may always follow itself while it is open. */
const MAY_FOLLOW: Readonly<Record<NotificationState, readonly NotificationState[]>> = {
  queued: ["queued", "claimed", "cancelled", "suppressed", "failed"],
  retrying: ["retrying", "claimed", "cancelled", "suppressed", "failed", "delivered", "bounced"],
  claimed: ["claimed", "accepted", "retrying", "unknown", "suppressed", "failed", "delivered", "bounced"],
  unknown: ["unknown", "claimed", "accepted", "suppressed", "failed", "delivered", "bounced"],
  accepted: ["accepted", "delivered", "bounced", "suppressed", "failed"],
  delivered: ["delivered", "bounced"],
  bounced: ["bounced"],
  suppressed: ["suppressed", "failed", "delivered", "bounced"],
  failed: ["failed", "delivered", "bounced"],
  cancelled: ["cancelled", "delivered", "bounced"],
};

/** A mail that goes out with its event begins as claimed; one that must not go at all is known to be so by then. */
const MAY_BEGIN_AS: readonly NotificationState[] = ["queued", "claimed", "suppressed", "failed"];

/** Told again here, so that a change of the code is found. */
const LEASE_IN_MS = 45_000;

/** Longest time between looking at an address and claiming a mail to it: as long as a list of them is kept, twice as long as a handler is patient, and some more. */
const BOUNCE_SEEN_IN_MS = 15 * 60_000;
/** Told again here: mailboxes come back. */
const BOUNCE_ENDS_IN_MS = 14 * 24 * 60 * 60_000;

/** The ledger of a run, which watches what is written to it. */
export class ObservedStore extends MemoryEntityStore {
  readonly #violate: (text: string) => void;
  readonly #storeClock: Clock;
  readonly #quota: QuotaWatch | undefined;
  readonly #bouncedAt = new Map<string, Instant>();
  /** Called with each new notification. */
  onQueued: (notification: Notification) => void = () => {};

  /** Called with the partition of each review whose rows are deleted. */
  onPurge: (partition: string) => void = () => {};

  constructor(clock: Clock, violate: (text: string) => void, perMinute: number | undefined) {
    super(clock);
    this.#storeClock = clock;
    this.#violate = violate;
    this.#quota = perMinute === undefined ? undefined : new QuotaWatch(perMinute, violate);
  }

  override async transact(table: TableName, partitionKey: string, writes: readonly Write[]): Promise<WriteResult> {
    if (table !== "reviews") {
      const result = super.transact(table, partitionKey, writes);
      await this.#watchOthers(table, partitionKey, writes, result);
      return await result;
    }
    const before = writes.map(({ rowKey }) => this.peek(partitionKey, rowKey));
    const result = super.transact(table, partitionKey, writes);
    writes.forEach((write, index) => {
      const after = this.peek(partitionKey, write.rowKey);
      const earlier = before[index];
      if (after === undefined || after.etag === earlier?.etag) return;
      if (write.rowKey.startsWith("3-notification|")) this.#checkState(partitionKey, earlier, after);
      if (write.rowKey.startsWith("5-announcement|") && earlier === undefined) this.#checkAnnouncement(write.rowKey);
    });
    if (writes.length > 1 && writes.some(({ kind }) => kind === "delete")) this.onPurge(partitionKey);
    return await result;
  }

  #checkState(partition: string, before: Entity | undefined, after: Entity): void {
    const { notification: next } = fromNotificationEntity(after);
    if (before === undefined) {
      if (!MAY_BEGIN_AS.includes(next.state)) this.#violate(`${next.notificationId} begins as ${next.state}`);
      if (next.state === "claimed") this.#checkClaim(partition, next);
      else this.onQueued(next);
      return;
    }
    const { notification: last } = fromNotificationEntity(before);
    if (!MAY_FOLLOW[last.state].includes(next.state)) {
      this.#violate(`${next.notificationId} goes from ${last.state} to ${next.state}`);
    }
    if (next.attempt < last.attempt) this.#violate(`${next.notificationId} goes back to attempt ${next.attempt}`);
    if (next.attempts.length < last.attempts.length) this.#violate(`${next.notificationId} forgets an attempt`);
    this.#checkReports(last, next);
    const isClaim = next.state === "claimed" && (last.state !== "claimed" || next.attempt > last.attempt);
    const heldInMs = msBetween(before.writtenAt, after.writtenAt);
    const isTakenForLost = next.attempts
      .slice(last.attempts.length)
      .some(({ answer }) => answer.startsWith("the claim expired"));
    if (isTakenForLost && heldInMs < LEASE_IN_MS)
      this.#violate(`${next.notificationId} was taken over after ${heldInMs} ms`);
    if (next.state === "claimed" && (last.state === "queued" || last.state === "retrying")) {
      this.#checkClaim(partition, next);
    } else if (isClaim) this.#quota?.claim(next.notificationId);
  }

  #checkClaim(partition: string, next: Notification): void {
    this.#quota?.claim(next.notificationId);
    this.#checkStillWanted(partition, next);
    this.#checkAddress(next);
  }

  async #watchOthers(
    table: TableName,
    partitionKey: string,
    [write]: readonly Write[],
    result: Promise<WriteResult>,
  ): Promise<void> {
    if (write === undefined || write.kind === "delete" || (await result).kind !== "written") return;
    if (table === "state" && partitionKey === QUOTA.partition) this.#quota?.take(write.blobs?.slots ?? "");
    if (table === "addresses" && !this.#bouncedAt.has(write.rowKey))
      this.#bouncedAt.set(write.rowKey, this.#storeClock.now());
  }

  /** Every report is kept once, and what the provider says of a mail it has accepted. */
  #checkReports(last: Notification, next: Notification): void {
    const details = (next.reports ?? []).map(({ detail }) => detail);
    if (new Set(details).size < details.length) this.#violate(`${next.notificationId} has one report twice`);
    if (details.length < (last.reports?.length ?? 0)) this.#violate(`${next.notificationId} forgets a report`);
    const isReported = next.state === "delivered" || next.state === "bounced";
    if (isReported && next.acceptedAt === undefined)
      this.#violate(`${next.notificationId} is ${next.state} and was never accepted`);
    if (last.acceptedAt !== undefined && next.acceptedAt !== last.acceptedAt)
      this.#violate(`${next.notificationId} is accepted again`);
  }

  /** Mail to a mailbox that is known to bounce is not begun. */
  #checkAddress({ notificationId, address = "", submissionId }: Notification): void {
    const bouncedAt = this.#bouncedAt.get(sha256(address));
    const ageInMs = bouncedAt === undefined ? 0 : msBetween(bouncedAt, this.#storeClock.now());
    const isKnown = ageInMs > BOUNCE_SEEN_IN_MS && ageInMs < BOUNCE_ENDS_IN_MS;
    if (isKnown && submissionId !== undefined)
      this.#violate(`${notificationId} is sent to an address that bounced long before`);
  }

  /** What is claimed for its first time, or again after a clear answer, tells of the result that counts. */
  #checkStillWanted(partition: string, { notificationId, resultKey, promise }: Notification): void {
    const review = this.peek(partition, REVIEW_ROW);
    if ((resultKey === undefined && promise === undefined) || review === undefined) return;
    const { facts, delayNotices } = fromReviewEntity(review).record;
    if (promise !== undefined && delayNotices?.at(-1)?.n !== promise)
      this.#violate(`${notificationId} is sent although a newer date was told`);
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
    const at = kind === "slaBreach" ? instant(dueAt) : (step?.dueAt ?? clock.dueAt) === dueAt ? step?.at : undefined;
    if (at !== undefined && this.#storeClock.now() < at) this.#violate(`early: ${rowKey} for ${at}`);
  }
}
