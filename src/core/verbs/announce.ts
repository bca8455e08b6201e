import { inParallel } from "../in-parallel.ts";
import { type Instant, plusMs } from "../instant.ts";
import type { CommitDecision } from "../ledger/commit.ts";
import { dueOpen } from "../ledger/due-index.ts";
import { announcementRow, latestDigestRow, membersRow, notificationRow } from "../ledger/keys.ts";
import { fromNotificationEntity } from "../ledger/notification-entity.ts";
import { notificationWrite } from "../ledger/notification-log.ts";
import { digestPurgeWrite } from "../ledger/purge-index.ts";
import { type AlertTeams, addressMark, everyAddress, recipientsOf } from "../notifications/alert-teams.ts";
import { hintOf } from "../notifications/hint.ts";
import { newNotification } from "../notifications/new-notification.ts";
import { isUnsent, type Notification, type NotificationRow } from "../notifications/notification.ts";
import { ALERTS_PARTITION } from "../notifications/notification-id.ts";
import type { NotificationKind } from "../notifications/notification-kind.ts";
import type { Clock, EntityStore, Random, Write } from "../ports.ts";
import { present } from "../present.ts";
import type { AnnouncementKind } from "../sla/review-clock.ts";

/** Something that the team has to be told, once. */
export interface Candidate {
  /** Two candidates with the same cause are one announcement. */
  readonly cause: string;
  readonly kind: AnnouncementKind | "teamNotice";
  readonly n: number;
  /** Of the review that it is about, by which the team is chosen; absent where it is not known. */
  readonly offerType?: string;
  /** Partition of the review, for a clock. */
  readonly partition?: string;
  /** The notification a notice is about. */
  readonly notificationId?: string;
}

/** What announcing needs. */
export interface AnnounceDeps extends AlertTeams {
  readonly store: EntityStore;
  readonly commit: CommitDecision;
  readonly clock: Clock;
  readonly random: Random;
  readonly emailDomain: string;
  /** Of the span that runs; absent without telemetry. */
  readonly traceparent?: (() => string | undefined) | undefined;
}

/** How many announcements were ours, in how many digests, and what became of each. */
export interface Announced {
  readonly count: number;
  readonly digests: number;
  /** When ours were made. */
  readonly at: Instant;
  /** What we announced. */
  readonly causes: ReadonlySet<string>;
}

interface Digest {
  readonly digestId: string;
  readonly notifications: readonly NotificationRow[];
  /** Older digests that go into this one. */
  readonly absorbed: readonly NotificationRow[];
  readonly parts: number;
}

/** While a digest is still filled its mails wait this long, so that it also goes out when whoever fills it dies. */
const FILLING_IN_MS = 60_000;
const CONCURRENCY = 16;
const TRANSACTION_WRITES = 100;
/** Its members, and the row that finds it once it is old. */
const WRITES_A_DIGEST = 2;

/**
 * Announces each candidate that nobody announced before: an insert-or-fail row, in the same transaction as the digest
 * that carries it. A digest is filled part by part; whoever claims its mail closes it, because the
 * next part then finds its row changed and starts another digest.
 */
export const announce = async (deps: AnnounceDeps, candidates: readonly Candidate[]): Promise<Announced> => {
  const now = deps.clock.now();
  const addresses = addressesOf(deps, candidates);
  const writesARecipient = canAbsorb(addresses) ? 3 : 1;
  const room = Math.max(1, TRANSACTION_WRITES - writesARecipient * addresses.length - WRITES_A_DIGEST);
  const waiting = [...new Map(candidates.map((candidate) => [candidate.cause, candidate])).values()];
  const digests = new Map<string, Digest>();
  const causes = new Set<string>();
  const elsewhere = new Set<string>();
  let open: Digest | undefined;
  while (waiting.length > 0) {
    const part = waiting.splice(0, room);
    const isLast = waiting.length === 0;
    open ??= await newDigest(deps, [...part, ...waiting], now);
    const written = await writePart(deps, open, part, now, isLast);
    if (written !== undefined) {
      for (const { cause } of part) causes.add(cause);
      digests.set(written.digestId, written);
      open = written;
      continue;
    }
    // Somebody announced one of these, or claimed the digest: keep what nobody announced, and go on with a new digest.
    const { left, others } = await sortOut(deps.store, part);
    for (const digestId of others) elsewhere.add(digestId);
    waiting.unshift(...left);
    open = undefined;
  }
  await inParallel([...digests.values()], CONCURRENCY, async (digest) => await release(deps, digest));
  if (elsewhere.size > 0) await hintAgain(deps, elsewhere, now);
  return { count: causes.size, digests: digests.size, at: now, causes };
};

const SEVERITY: readonly NotificationKind[] = ["slaBreach", "slaReminder", "slaWarning", "teamNotice"];

const worstKind = (kinds: readonly NotificationKind[]): NotificationKind =>
  SEVERITY.find((kind) => kinds.includes(kind)) ?? "teamNotice";

/** An escalation reminds others of a review that is late. */
const kindOf = ({ kind }: Candidate): NotificationKind => (kind === "slaEscalation" ? "slaReminder" : kind);

const addressesOf = (teams: AlertTeams, candidates: readonly Candidate[]): readonly string[] => [
  ...new Set(candidates.flatMap((candidate) => recipientsOf(teams, candidate))),
];

/** Absorbing costs two more writes a recipient, in a transaction that has to hold announcements too. */
const MOST_RECIPIENTS_TO_ABSORB = 20;
/** A chain of this many unsent digests is long enough; the next begins a new one. */
const MOST_ABSORBED = 200;

const canAbsorb = (addresses: readonly unknown[]): boolean => addresses.length <= MOST_RECIPIENTS_TO_ABSORB;

/** The last digest to an address, if its mail has not gone out: the newer one takes its place and carries what it had to say. */
const findUnsent = async (store: EntityStore, address: string, now: Instant): Promise<NotificationRow | undefined> => {
  const latest = await store.get("reviews", ALERTS_PARTITION, latestDigestRow(address));
  const notificationId = latest?.fields.notificationId;
  if (typeof notificationId !== "string") return undefined;
  const entity = await store.get("reviews", ALERTS_PARTITION, notificationRow(notificationId));
  if (entity === undefined) return undefined;
  const { notification, etag } = fromNotificationEntity(entity);
  const { state, reason, nextAttemptAt, absorbs = [] } = notification;
  const isBeingFilled =
    state === "queued" && reason === undefined && nextAttemptAt !== undefined && nextAttemptAt > now;
  if (!isUnsent(notification) || isBeingFilled || absorbs.length >= MOST_ABSORBED) return undefined;
  return { notification, etag };
};

/** A mail to each address that one of these is for. */
const newDigest = async (deps: AnnounceDeps, candidates: readonly Candidate[], now: Instant): Promise<Digest> => {
  const { store, random, emailDomain } = deps;
  const addresses = addressesOf(deps, candidates);
  const digestId = random.newId();
  const absorbed: NotificationRow[] = [];
  const make = async (address: string): Promise<NotificationRow> => {
    const older = canAbsorb(addresses) ? await findUnsent(store, address, now) : undefined;
    if (older !== undefined) absorbed.push(older);
    const own = candidates.filter((candidate) => recipientsOf(deps, candidate).includes(address)).map(kindOf);
    const kind = worstKind([...own, ...(older === undefined ? [] : [older.notification.kind])]);
    const partition = ALERTS_PARTITION;
    const notification: Notification = {
      ...newNotification({
        partition,
        kind,
        cause: digestId,
        address,
        now,
        emailDomain,
        traceparent: deps.traceparent?.(),
      }),
      ...present({ absorbs: older && [...(older.notification.absorbs ?? []), older.notification.cause] }),
    };
    return { notification, etag: "" };
  };
  return { digestId, notifications: await Promise.all(addresses.map(make)), absorbed, parts: 0 };
};

/** Undefined when another writer came between. */
const writePart = async (
  deps: AnnounceDeps,
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
  const writes: Write[] = [
    ...notifications.flatMap(({ notification, etag }): Write[] =>
      isFirst ? [notificationWrite(notification)] : [notificationWrite(notification, etag)],
    ),
    {
      kind: "insert",
      rowKey: membersRow(digest.digestId, digest.parts),
      fields: {},
      blobs: { members: JSON.stringify(part.map((candidate) => toMember(deps, digest, candidate))) },
    },
    ...(isFirst ? [digestPurgeWrite(now, digest.digestId, idsOf(digest)), ...takeoverWrites(digest)] : []),
    ...part.map(
      ({ cause, kind, n }): Write => ({
        kind: "insert",
        rowKey: announcementRow(cause),
        fields: { at: now, kind, n, digestId: digest.digestId },
      }),
    ),
  ];
  const due = isFirst ? notifications.map(({ notification }) => dueOpen(notification)) : [];
  const result = await deps.commit({ partition: ALERTS_PARTITION, writes, due });
  if (result.kind === "conflict") return undefined;
  return {
    digestId: digest.digestId,
    absorbed: digest.absorbed,
    parts: digest.parts + 1,
    notifications: notifications.map(({ notification }, index) => ({ notification, etag: result.etags[index] ?? "" })),
  };
};

/** A candidate as the digest keeps it: with those of its addresses that it is for, when it is not for all. */
const toMember = (teams: AlertTeams, { notifications }: Digest, candidate: Candidate): object => {
  const { offerType: _known, ...member } = candidate;
  const to = recipientsOf(teams, candidate);
  return to.length === notifications.length ? member : { ...member, to: to.map(addressMark) };
};

const idsOf = ({ notifications }: Digest): string[] =>
  notifications.map(({ notification }) => notification.notificationId);

/** The older digests are cancelled and this one becomes the latest, all in the transaction that puts it in place. */
const takeoverWrites = ({ notifications, absorbed }: Digest): Write[] => [
  ...absorbed.map(({ notification, etag }) =>
    notificationWrite({ ...notification, state: "cancelled", reason: "absorbed" }, etag),
  ),
  ...notifications.flatMap(({ notification: { notificationId, address } }): Write[] =>
    address === undefined || !canAbsorb(notifications)
      ? []
      : [{ kind: "upsert", rowKey: latestDigestRow(address), fields: { notificationId } }],
  ),
];

/** What nobody announced, and the digests that announced the rest. */
const sortOut = async (
  store: EntityStore,
  part: readonly Candidate[],
): Promise<{ left: readonly Candidate[]; others: ReadonlySet<string> }> => {
  const left: Candidate[] = [];
  const others = new Set<string>();
  await inParallel(part, CONCURRENCY, async (candidate) => {
    const row = await store.get("reviews", ALERTS_PARTITION, announcementRow(candidate.cause));
    if (row === undefined) left.push(candidate);
    else others.add(String(row.fields.digestId));
  });
  return { left, others };
};

/**
 * A clock that was announced and does not know of it yet was left by a sweeper that died: perhaps before its hints, so they
 * are sent again, as for a repeated event. Without this the digest would wait to be found overdue.
 */
const hintAgain = async (deps: AnnounceDeps, digestIds: ReadonlySet<string>, now: Instant): Promise<void> => {
  const { store, commit } = deps;
  const found = await Promise.all(everyAddress(deps).map(async (address) => await findUnsent(store, address, now)));
  const waiting = found.flatMap((held) =>
    held?.notification.state === "queued" && digestIds.has(held.notification.cause) ? [held.notification] : [],
  );
  await commit({ partition: ALERTS_PARTITION, writes: [], hints: waiting.map((one) => hintOf(one)) });
};

/**
 * Lets a digest's mails go. One that is still marked as being filled goes by itself a minute later at the latest, and one
 * that somebody has taken up since needs no letting go.
 */
const release = async ({ commit }: AnnounceDeps, digest: Digest): Promise<void> => {
  for (const { notification, etag } of digest.notifications) {
    const { nextAttemptAt, ...rest } = notification;
    if (nextAttemptAt !== undefined)
      await commit({ partition: ALERTS_PARTITION, writes: [notificationWrite(rest, etag)] });
  }
  const hints = digest.notifications.map(({ notification }) => hintOf(notification));
  await commit({ partition: ALERTS_PARTITION, writes: [], hints });
};
