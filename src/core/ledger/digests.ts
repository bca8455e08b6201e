import { type Instant, plusMs } from "../instant.ts";
import { type AlertTeams, addressMark, recipientsOf } from "../notifications/alert-teams.ts";
import { addressesOf, type Candidate, worstKind } from "../notifications/candidate.ts";
import { newNotification } from "../notifications/new-notification.ts";
import { isUnsent, type Notification, type NotificationRow } from "../notifications/notification.ts";
import { ALERTS_PARTITION } from "../notifications/notification-id.ts";
import { type EntityStore, TRANSACTION_WRITES, type Write } from "../ports.ts";
import { present } from "../present.ts";
import { type DigestMember, membersWrite } from "./digest-members.ts";
import { announcementRow, latestDigestRow, notificationRow } from "./keys.ts";
import { fromNotificationEntity } from "./notification-entity.ts";
import { notificationWrite } from "./notification-log.ts";
import { digestPurgeWrite } from "./purge-index.ts";

/** A digest while it is filled: a mail to each address, and its members part by part. */
export interface Digest {
  readonly digestId: string;
  readonly notifications: readonly NotificationRow[];
  /** Older digests that go into this one. */
  readonly absorbed: readonly NotificationRow[];
  /** How many parts of it are written. */
  readonly parts: number;
}

/** While a digest is still filled its mails wait this long, so that it also goes out when whoever fills it dies. */
const FILLING_IN_MS = 60_000;
/** Absorbing costs two more writes a recipient, in a transaction that has to hold announcements too. */
const MOST_RECIPIENTS_TO_ABSORB = 20;
/** A chain of this many unsent digests is long enough; the next begins a new one. */
const MOST_ABSORBED = 200;
/** Its members, and the row that finds it once it is old. */
const WRITES_A_DIGEST = 2;

/** True for so few addresses that a digest to them may take the place of older ones. */
export const canAbsorb = (addresses: readonly unknown[]): boolean => addresses.length <= MOST_RECIPIENTS_TO_ABSORB;

/** How many announcements one part of a digest to these addresses can hold, each a write of its transaction; at least one. */
export const roomInPart = (addresses: readonly string[]): number =>
  Math.max(1, TRANSACTION_WRITES - (canAbsorb(addresses) ? 3 : 1) * addresses.length - WRITES_A_DIGEST);

/** The last digest to an address, if its mail has not gone out: a newer one takes its place and carries what it had to say. */
export const findUnsentDigest = async (
  store: EntityStore,
  address: string,
  now: Instant,
): Promise<NotificationRow | undefined> => {
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

/** What the mails of one digest have in common. */
export interface DigestBasics {
  readonly digestId: string;
  readonly now: Instant;
  readonly emailDomain: string;
  readonly traceparent?: string | undefined;
}

/** A digest with a mail to each address that one of these is for, in the place of the address's unsent one. */
export const newDigest = (
  teams: AlertTeams,
  candidates: readonly Candidate[],
  unsent: ReadonlyMap<string, NotificationRow>,
  { digestId, ...basics }: DigestBasics,
): Digest => {
  const addresses = addressesOf(teams, candidates);
  const make = (address: string): NotificationRow => {
    const older = unsent.get(address)?.notification;
    const own = candidates.filter((candidate) => recipientsOf(teams, candidate).includes(address));
    const kind = worstKind([...own.map((candidate) => candidate.kind), ...(older === undefined ? [] : [older.kind])]);
    const notification: Notification = {
      ...newNotification({ ...basics, partition: ALERTS_PARTITION, kind, cause: digestId, address }),
      ...present({ absorbs: older && [...(older.absorbs ?? []), older.cause] }),
    };
    return { notification, etag: "" };
  };
  const absorbed = addresses.flatMap((address) => unsent.get(address) ?? []);
  return { digestId, notifications: addresses.map(make), absorbed, parts: 0 };
};

/** The next part of a digest: its mails as they are to be then, and what is written with them; the announcements are insert-or-fail. */
export const digestPart = (
  teams: AlertTeams,
  digest: Digest,
  part: readonly Candidate[],
  { now, isLast }: { readonly now: Instant; readonly isLast: boolean },
): { readonly notifications: readonly Notification[]; readonly writes: readonly Write[] } => {
  const { digestId, parts } = digest;
  const isFirst = parts === 0;
  const notifications = digest.notifications.map(({ notification }) => {
    const { nextAttemptAt: _old, ...rest } = notification;
    return isLast ? rest : { ...rest, nextAttemptAt: plusMs(now, FILLING_IN_MS) };
  });
  const writes: Write[] = [
    ...notifications.map((one, index) =>
      notificationWrite(one, isFirst ? undefined : digest.notifications[index]?.etag),
    ),
    membersWrite(
      digestId,
      parts,
      part.map((candidate) => toMember(teams, digest, candidate)),
    ),
    ...(isFirst ? [digestPurgeWrite(now, digestId, idsOf(digest)), ...takeoverWrites(digest)] : []),
    ...part.map(
      ({ cause, kind, n }): Write => ({
        kind: "insert",
        rowKey: announcementRow(cause),
        fields: { at: now, kind, n, digestId },
      }),
    ),
  ];
  return { notifications, writes };
};

/** A candidate as the digest keeps it: with those of its addresses that it is for, when it is not for all. */
const toMember = (teams: AlertTeams, { notifications }: Digest, candidate: Candidate): DigestMember => {
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
