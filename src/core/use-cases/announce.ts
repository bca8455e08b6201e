import { inParallel } from "../in-parallel.ts";
import { type Instant, plusMs } from "../instant.ts";
import {
  ALERTS_PARTITION,
  announcementRow,
  duePartition,
  dueRow,
  makeNotificationId,
  membersRow,
  notificationRow,
  operationIdOf,
} from "../ledger/keys.ts";
import { toNotificationEntity } from "../ledger/notification-entity.ts";
import { notificationWrites } from "../ledger/notification-log.ts";
import type { NotificationKind } from "../notifications/mail-input.ts";
import type { Notification } from "../notifications/notification.ts";
import { overdueAt } from "../notifications/overdue.ts";
import type { Clock, EntityStore, Random, WorkQueue, Write } from "../ports.ts";

/** Something that the team has to be told, once. */
export interface Candidate {
  /** Two candidates with the same cause are one announcement. */
  readonly cause: string;
  readonly kind: "slaWarning" | "slaBreach" | "slaReminder" | "teamNotice";
  readonly n: number;
  /** Partition of the review, for a clock. */
  readonly partition?: string;
  /** The notification a notice is about. */
  readonly notificationId?: string;
}

/** What announcing needs. */
export interface AnnounceDeps {
  readonly store: EntityStore;
  readonly queue: WorkQueue;
  readonly clock: Clock;
  readonly random: Random;
  readonly alertRecipients: readonly string[];
  readonly emailDomain: string;
}

/** How many announcements were ours, in how many digests. */
export interface Announced {
  readonly count: number;
  readonly digests: number;
}

interface Digest {
  readonly digestId: string;
  readonly notifications: readonly { notification: Notification; etag: string }[];
  readonly parts: number;
}

/** While a digest is still filled its mails wait this long, so that it also goes out when whoever fills it dies. */
const FILLING_IN_MS = 60_000;
const CONCURRENCY = 16;
const TRANSACTION_WRITES = 100;

/**
 * Announces each candidate that nobody announced before: an insert-or-fail row, in the same transaction as the digest
 * that carries it (design §2, rule 10). A digest is filled part by part; whoever claims its mail closes it, because the
 * next part then finds its row changed and starts another digest.
 */
export const announce = async (deps: AnnounceDeps, candidates: readonly Candidate[]): Promise<Announced> => {
  const now = deps.clock.now();
  const room = TRANSACTION_WRITES - deps.alertRecipients.length - 1;
  const waiting = [...new Map(candidates.map((candidate) => [candidate.cause, candidate])).values()];
  const digests = new Map<string, Digest>();
  let open: Digest | undefined;
  let count = 0;
  while (waiting.length > 0) {
    const part = waiting.splice(0, room);
    const isLast = waiting.length === 0;
    open ??= newDigest(deps, worstKind(candidates), now);
    const written = await writePart(deps, open, part, now, isLast);
    if (written !== undefined) {
      count += part.length;
      digests.set(written.digestId, written);
      open = written;
      continue;
    }
    // Somebody announced one of these, or claimed the digest: keep what nobody announced, and go on with a new digest.
    waiting.unshift(...(await notYetAnnounced(deps.store, part)));
    open = undefined;
  }
  await inParallel([...digests.values()], CONCURRENCY, async (digest) => await release(deps, digest));
  return { count, digests: digests.size };
};

const SEVERITY: readonly NotificationKind[] = ["slaBreach", "slaReminder", "slaWarning", "teamNotice"];

const worstKind = (candidates: readonly Candidate[]): NotificationKind =>
  SEVERITY.find((kind) => candidates.some((candidate) => candidate.kind === kind)) ?? "teamNotice";

const newDigest = (
  { random, alertRecipients, emailDomain }: AnnounceDeps,
  kind: NotificationKind,
  now: Instant,
): Digest => {
  const digestId = random.newId();
  const notifications = alertRecipients.map((address) => {
    const notificationId = makeNotificationId(ALERTS_PARTITION, kind, digestId, address);
    const operationId = operationIdOf(notificationId);
    const notification: Notification = {
      notificationId,
      kind,
      state: "queued",
      cause: digestId,
      address,
      createdAt: now,
      attempt: 1,
      attempts: [],
      operationId,
      messageId: `<${operationId}@${emailDomain}>`,
      notes: [],
    };
    return { notification, etag: "" };
  });
  return { digestId, notifications, parts: 0 };
};

/** Undefined when another writer came between. */
const writePart = async (
  { store }: AnnounceDeps,
  digest: Digest,
  part: readonly Candidate[],
  now: Instant,
  isLast: boolean,
): Promise<Digest | undefined> => {
  const isFirst = digest.parts === 0;
  const notifications = digest.notifications.map(({ notification, etag }) => {
    const { nextAttemptAt: _old, ...rest } = notification;
    return { notification: isLast ? rest : { ...rest, nextAttemptAt: plusMs(now, FILLING_IN_MS) }, etag };
  });
  if (isFirst) await writeDueRows(store, digest, now);
  const writes: Write[] = [
    ...notifications.flatMap(({ notification, etag }): Write[] =>
      isFirst
        ? [
            {
              kind: "insert",
              rowKey: notificationRow(notification.notificationId),
              ...toNotificationEntity(notification),
            },
          ]
        : notificationWrites(etag, notification),
    ),
    {
      kind: "insert",
      rowKey: membersRow(digest.digestId, digest.parts),
      fields: {},
      blobs: { members: JSON.stringify(part) },
    },
    ...part.map(
      ({ cause, kind, n }): Write => ({
        kind: "insert",
        rowKey: announcementRow(cause),
        fields: { at: now, kind, n, digestId: digest.digestId },
      }),
    ),
  ];
  const result = await store.transact("reviews", ALERTS_PARTITION, writes);
  if (result.kind === "conflict") return undefined;
  return {
    digestId: digest.digestId,
    parts: digest.parts + 1,
    notifications: notifications.map(({ notification }, index) => ({ notification, etag: result.etags[index] ?? "" })),
  };
};

const writeDueRows = async (store: EntityStore, digest: Digest, now: Instant): Promise<void> => {
  if (digest.notifications.length === 0) return;
  const writes = digest.notifications.map(({ notification }): Write => {
    const rowKey = dueRow(overdueAt(now, 0), "open", notification.notificationId);
    return { kind: "upsert", rowKey, fields: { overdueCount: 0 } };
  });
  await store.transact("due", duePartition(ALERTS_PARTITION), writes);
};

const notYetAnnounced = async (store: EntityStore, part: readonly Candidate[]): Promise<Candidate[]> => {
  const left: Candidate[] = [];
  await inParallel(part, CONCURRENCY, async (candidate) => {
    const row = await store.get("reviews", ALERTS_PARTITION, announcementRow(candidate.cause));
    if (row === undefined) left.push(candidate);
  });
  return left;
};

/** Lets a digest's mails go. One that is still marked as being filled goes by itself a minute later at the latest. */
const release = async ({ store, queue }: AnnounceDeps, digest: Digest): Promise<void> => {
  for (const { notification, etag } of digest.notifications) {
    if (notification.nextAttemptAt === undefined) continue;
    const { nextAttemptAt: _filled, ...rest } = notification;
    await store.transact("reviews", ALERTS_PARTITION, notificationWrites(etag, rest));
  }
  await queue.send(
    digest.notifications.map(({ notification: { notificationId, attempt } }) => ({ notificationId, attempt })),
  );
};
