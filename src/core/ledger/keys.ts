import { v5 as uuidV5 } from "uuid";
import { sha256 } from "../hash.ts";
import type { Instant } from "../instant.ts";
import type { NotificationKind } from "../notifications/mail-input.ts";

/*
 * The keys of the ledger (design §2, rules 9, 10 and 15). In a review's partition the rows sort as
 * 1-review, 2-event|…, 3-notification|…, 4-mail|…, so that one range read gives all but the mails.
 */

/** Partition of a review: any submission id becomes a legal table key. */
export const reviewPartition = (submissionId: string): string => sha256(submissionId);

const NAMED_BY_HASH = /^sha256:([0-9a-f]{64})$/i;

/** Partition of the review that a request names by its submission id, or by `sha256:` and the hex SHA-256 of that id. */
export const partitionOfNamed = (name: string): string =>
  NAMED_BY_HASH.exec(name)?.[1]?.toLowerCase() ?? reviewPartition(name);

/** The one partition that holds announcements and alert digests. */
export const ALERTS_PARTITION = "alerts";

/** Row of the folded review. */
export const REVIEW_ROW = "1-review";

/** Row of one event. */
export const eventRow = (eventKey: string): string => `2-event|${eventKey}`;

/** Row of one notification. */
export const notificationRow = (notificationId: string): string => `3-notification|${notificationId}`;

/** Row of the mail that a notification was claimed with. */
export const mailRow = (notificationId: string): string => `4-mail|${notificationId}`;

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

/** Address without what makes no difference in practice: case and blanks around it. */
export const normaliseAddress = (address: string): string => address.trim().toLowerCase();

/** A notification id contains its partition and is derived from kind, cause and address: the same cause gives the same id. */
export const makeNotificationId = (partition: string, kind: NotificationKind, cause: string, address: string): string =>
  `n-${partition}-${sha256(`${kind}\n${cause}\n${normaliseAddress(address)}`).slice(0, 32)}`;

const NOTIFICATION_ID = new RegExp(`^n-([0-9a-f]{64}|${ALERTS_PARTITION})-[0-9a-f]{32}$`);

/** Partition of a notification, or undefined when the text is no notification id. */
export const partitionOfNotification = (notificationId: string): string | undefined =>
  NOTIFICATION_ID.exec(notificationId)?.[1];

/** Namespace of our operation ids: UUIDv5 of the DNS name `certification-notifier`. */
const OPERATION_NAMESPACE = uuidV5("certification-notifier", uuidV5.DNS);

/** The mail provider's operation id: the same for every attempt of one notification. */
export const operationIdOf = (notificationId: string): string => uuidV5(notificationId, OPERATION_NAMESPACE);

/** Partitions of the due index. */
export const DUE_PARTITIONS = ["due-0", "due-1", "due-2", "due-3"] as const;

/** The due partition of a review or notification, by the hash that its partition already is. */
export const duePartition = (partition: string): string => {
  const first = Number.parseInt(sha256(partition).slice(0, 2), 16);
  return DUE_PARTITIONS[first % DUE_PARTITIONS.length] ?? DUE_PARTITIONS[0];
};

/** Partitions of the review index. */
export const INDEX_PARTITIONS = ["index-0", "index-1", "index-2", "index-3"] as const;

/** The index partition of a review, by the hash that its partition already is. */
export const indexPartition = (partition: string): string => {
  const first = Number.parseInt(partition.slice(0, 2), 16);
  return INDEX_PARTITIONS[first % INDEX_PARTITIONS.length] ?? INDEX_PARTITIONS[0];
};

/** Partition, in the table of states, of the reviews whose calendar did not reach when their index row was written. */
export const PROVISIONAL_PARTITION = "provisional";

/** Row that names the latest digest to one team address. */
export const latestDigestRow = (address: string): string => `8-latest|${sha256(normaliseAddress(address))}`;

/** What a due row wakes: a review's clock, an open notification, or a notice to the team. */
export type DueKind = "clock" | "open" | "notice";

/** Row of the due index: sorts by instant. */
export const dueRow = (at: Instant, kind: DueKind, id: string): string => `${at}|${kind}|${id}`;

/** Reads a due row's key; undefined when it is none of ours. */
export const parseDueRow = (rowKey: string): { at: Instant; kind: DueKind; id: string } | undefined => {
  const [at, kind, id] = rowKey.split("|");
  if (at === undefined || id === undefined || !(kind === "clock" || kind === "open" || kind === "notice"))
    return undefined;
  return { at: at as Instant, kind, id };
};

/** Partition of one offer's history. */
export const offerPartition = (publisherId: string, offerId: string): string => sha256(`${publisherId}\n${offerId}`);

/** Text that sorts the other way round: the latest instant first. */
const backwards = (at: Instant): string => at.replace(/\d/g, (digit) => String(9 - Number(digit)));

/** Row of one result in its offer's history: the latest comes first. */
export const offerHistoryRow = (completedAt: Instant, partition: string): string =>
  `${backwards(completedAt)}|${partition}`;

/** The results of an offer before this instant, the latest first. */
export const offerHistoryBefore = (completedAt: Instant): { from: string } => ({ from: `${backwards(completedAt)}}` });
