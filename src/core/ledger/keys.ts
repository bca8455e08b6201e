import { sha256 } from "../hash.ts";
import type { Instant } from "../instant.ts";

/*
 * The keys of the ledger. In a review's partition the rows sort as
 * 1-review, 2-event|…, 3-notification|…, 4-mail|…, so that one range read gives all but the mails.
 */

/** Row of the folded review. */
export const REVIEW_ROW = "1-review";

/** Row of one event. */
export const eventRow = (eventKey: string): string => `2-event|${eventKey}`;

/** Row of one notification. */
export const notificationRow = (notificationId: string): string => `3-notification|${notificationId}`;

/** Row of one look at a notification's mail: between events and notifications, so that a review is read with it. */
export const lookRow = (notificationId: string, look: string): string => `3-look|${notificationId}|${look}`;

/** All looks at one notification's mail. */
export const looksRange = (notificationId: string): { from: string; to: string } => ({
  from: `3-look|${notificationId}|`,
  to: `3-look|${notificationId}}`,
});

/** Row of the replay of a message about a review: behind the notifications, so that a review is read with it. */
export const replayNoteRow = (replayOf: string): string => `3-replay|${replayOf}`;

/** Row of the mail that a notification was claimed with. */
export const mailRow = (notificationId: string): string => `4-mail|${notificationId}`;

/** All notifications of a partition. */
export const NOTIFICATIONS = { from: "3-notification|", to: "3-notification}" } as const;

/** All rows of a partition but the mails. */
export const WITHOUT_MAILS = { from: "1-", to: "4-" } as const;

/** Row of an announcement: who inserts it has announced this step of this clock. */
export const announcementRow = (cause: string): string => `5-announcement|${cause}`;

/** Row of one part of a digest's member list. */
export const membersRow = (digestId: string, part: number): string =>
  `6-members|${digestId}|${String(part).padStart(5, "0")}`;

/** All member lists of one digest. */
export const membersRange = (digestId: string): { from: string; to: string } => ({
  from: `6-members|${digestId}|`,
  to: `6-members|${digestId}}`,
});

/** Row that remembers one resend request by its idempotency key. */
export const resendRow = (key: string): string => `7-resend|${sha256(key)}`;

/** Row, in the review's partition, that uses an action link up. */
export const actionRow = (token: string): string => `8-action|${sha256(token)}`;

/** Partitions of the due index. */
export const DUE_PARTITIONS = ["due-0", "due-1", "due-2", "due-3"] as const;

/** The due partition of a review or notification, by the hash that its partition already is. */
export const duePartition = (partition: string): string => {
  const first = Number.parseInt(sha256(partition).slice(0, 2), 16);
  return DUE_PARTITIONS[first % DUE_PARTITIONS.length] ?? DUE_PARTITIONS[0];
};

/** The one partition of the review index: a review's row and its places in every list change in one transaction. */
export const INDEX_PARTITION = "index";

/** Row of one review in the index: the reviews of one offer lie together. */
export const indexRow = (offer: string, partition: string): string => `${offer}|${partition}`;

/** All reviews of one offer in the index. */
export const indexRange = (offer: string): { from: string; to: string } => ({ from: `${offer}|`, to: `${offer}}` });

/** Partition, in the table of states, of the reviews whose calendar did not reach when their index row was written. */
export const PROVISIONAL_PARTITION = "provisional";

/** Row that names the latest digest to one team address. */
export const latestDigestRow = (address: string): string => `8-latest|${sha256(address)}`;

const DUE_KINDS = ["clock", "open", "notice", "news"] as const;

/** What a due row wakes: a review's clock, an open notification, a notice to the team, or news for the world. */
export type DueKind = (typeof DUE_KINDS)[number];

/** Row of the due index: sorts by instant. */
export const dueRow = (at: Instant, kind: DueKind, id: string): string => `${at}|${kind}|${id}`;

/** Reads a due row's key; undefined when it is none of ours. */
export const parseDueRow = (rowKey: string): { at: Instant; kind: DueKind; id: string } | undefined => {
  const [at, word, id] = rowKey.split("|");
  const kind = DUE_KINDS.find((one) => one === word);
  if (at === undefined || id === undefined || kind === undefined) return undefined;
  return { at: at as Instant, kind, id };
};

/** Partitions of what is kept of the reviews that were purged. */
export const KEPT_PARTITIONS = ["kept-0", "kept-1", "kept-2", "kept-3"] as const;

/** Partition of what is kept of a review, by its row in the index. */
export const keptPartition = (indexRow: string): string => {
  const first = Number.parseInt(indexRow.slice(0, 2), 16);
  return KEPT_PARTITIONS[first % KEPT_PARTITIONS.length] ?? KEPT_PARTITIONS[0];
};

/** The reviews in the index; their rows begin with a hash, all others with a word that sorts behind. */
export const INDEXED = { to: "g" } as const;

/** Row of the index that finds a review once it is old enough to be purged: sorts by when it was last known to be in use. */
export const purgeRow = (since: Instant, partition: string): string => `purge|${since}|${partition}`;

/** Row of the partition `alerts` that finds a digest once it is old enough to be purged. */
export const digestPurgeRow = (since: Instant, digestId: string): string => `9-purge|${since}|${digestId}`;

/** Row that finds the mark of a bounced address once it has ended. */
export const markEndRow = (holdsUntil: Instant, key: string): string => `until|${holdsUntil}|${key}`;

/** Row that says who let mail go to an address again, and when. */
export const releaseRow = (at: Instant, key: string): string => `release|${at}|${key}`;

/** Row that finds the record of a replay once it is old enough to be purged. */
export const replayPurgeRow = (since: Instant, id: string): string => `replay|${since}|${id}`;

/** The records of replays, whose ids are hashes. */
export const REPLAYS = { to: "g" } as const;

/** The marks of bounced addresses, whose keys are hashes. */
export const MARKS = { to: "g" } as const;

/** What the rows of one of these kinds name that are no later than `until`. */
export const oldRange = (
  kind: "purge" | "9-purge" | "until" | "release" | "replay",
  until: Instant,
): { from: string; to: string } => ({
  from: `${kind}|`,
  to: `${kind}|${until}}`,
});

/** Reads the key of such a row. */
export const parseOldRow = (rowKey: string): { since: Instant; id: string } => {
  const [, since = "", id = ""] = rowKey.split("|");
  return { since: since as Instant, id };
};
