import { sha256 } from "../hash.ts";
import type { NotificationKind } from "./notification-kind.ts";

/** The one partition that holds announcements and alert digests. */
export const ALERTS_PARTITION = "alerts";

/** A notification id contains its partition and is derived from kind, cause and address: the same cause gives the same id. */
export const makeNotificationId = (partition: string, kind: NotificationKind, cause: string, address: string): string =>
  `n-${partition}-${sha256(`${kind}\n${cause}\n${address}`).slice(0, 32)}`;

/** What a notification id looks like. */
export const NOTIFICATION_ID = new RegExp(`^n-([0-9a-f]{64}|${ALERTS_PARTITION})-[0-9a-f]{32}$`);

/** Partition of a notification, or undefined when the text is no notification id. */
export const partitionOfNotification = (notificationId: string): string | undefined =>
  NOTIFICATION_ID.exec(notificationId)?.[1];

/** Partition of a notification that is in the ledger. */
export const partitionOf = ({ notificationId }: { readonly notificationId: string }): string => {
  const partition = partitionOfNotification(notificationId);
  if (partition === undefined) throw new TypeError("Expected the id of a notification.");
  return partition;
};

/** How many hexadecimal digits of its partition's hash an operation id begins with: 60 bits. */
const PARTITION_DIGITS = 15;

const hashOfPartition = (partition: string): string => (partition === ALERTS_PARTITION ? sha256(partition) : partition);

/**
 * The mail provider's operation id, the same for every attempt of one notification: a UUIDv8 (RFC 9562) of 60 bits of the
 * hash of the notification's partition and 62 of the notification's own, so that it leads to the partition.
 */
export const operationIdOf = (notificationId: string): string => {
  const place = hashOfPartition(partitionOfNotification(notificationId) ?? sha256(notificationId));
  const own = sha256(notificationId);
  const variant = (0x8 | (Number.parseInt(own.slice(0, 1), 16) & 0x3)).toString(16);
  const digits = `${place.slice(0, 12)}8${place.slice(12, PARTITION_DIGITS)}${variant}${own.slice(1, 16)}`;
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
};

const OPERATION_ID = /^([0-9a-f]{8})-([0-9a-f]{4})-8([0-9a-f]{3})-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** The partitions in which the notification of an operation may lie; undefined for an id that is none of ours. */
export const partitionsOfOperation = (operationId: string): { from: string; to: string } | undefined => {
  const [, first, second, third] = OPERATION_ID.exec(operationId.toLowerCase()) ?? [];
  if (first === undefined) return undefined;
  const prefix = `${first}${second}${third}`;
  if (prefix === sha256(ALERTS_PARTITION).slice(0, PARTITION_DIGITS)) {
    return { from: ALERTS_PARTITION, to: `${ALERTS_PARTITION}~` };
  }
  return { from: prefix, to: `${prefix}g` };
};
