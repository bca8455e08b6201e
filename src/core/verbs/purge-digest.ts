import * as z from "zod";
import { type Instant, plusMs } from "../instant.ts";
import { deleteAll } from "../ledger/delete-rows.ts";
import {
  announcementRow,
  latestDigestRow,
  looksRange,
  mailRow,
  membersRange,
  notificationRow,
} from "../ledger/keys.ts";
import { listAll, listRows } from "../ledger/list-rows.ts";
import { makeNotificationLog } from "../ledger/notification-log.ts";
import { parseStored } from "../ledger/parse-row.ts";
import { moveOld, type OldEntry, removeOld } from "../ledger/purge-index.ts";
import { isOpen, type Notification } from "../notifications/notification.ts";
import { ALERTS_PARTITION } from "../notifications/notification-id.ts";
import type { EntityStore } from "../ports.ts";
import { OPEN_AGAIN_IN_MS } from "./purge-review.ts";

const membersSchema = z.array(z.object({ cause: z.string() }));
const idsSchema = z.array(z.string());

/**
 * Purges a digest none of whose mails is open, with what it announced: part by part, each list of members with its announcements,
 * then the mails, and last the entry that led here. True once it is gone.
 */
export const purgeDigest = async (store: EntityStore, entry: OldEntry, until: Instant): Promise<boolean> => {
  const log = makeNotificationLog(store);
  const ids = idsSchema.parse(JSON.parse(String(entry.entity.fields.notificationIds)));
  const notifications: Notification[] = [];
  for (const id of ids) {
    const stored = await log.get(id);
    if (stored !== undefined) notifications.push(stored.notification);
  }
  if (notifications.some(({ state }) => isOpen(state))) {
    await moveOld(store, entry, plusMs(until, OPEN_AGAIN_IN_MS));
    return false;
  }
  for (const row of await listAll(store, "reviews", ALERTS_PARTITION, membersRange(entry.id))) {
    const members = parseStored(row, "members", membersSchema);
    await deleteAll(store, ALERTS_PARTITION, [...members.map(({ cause }) => announcementRow(cause)), row.rowKey]);
  }
  for (const { notificationId, address } of notifications) {
    if (address !== undefined) await forgetLatest(store, address, notificationId);
    const looks = await listRows(store, "reviews", ALERTS_PARTITION, looksRange(notificationId));
    const rowKeys = [...looks.map(({ rowKey }) => rowKey), mailRow(notificationId)];
    await deleteAll(store, ALERTS_PARTITION, rowKeys);
    await deleteAll(store, ALERTS_PARTITION, [notificationRow(notificationId)]);
  }
  await removeOld(store, entry);
  return true;
};

/** The row that names the last digest to an address goes with that digest. */
const forgetLatest = async (store: EntityStore, address: string, notificationId: string): Promise<void> => {
  const rowKey = latestDigestRow(address);
  const latest = await store.get("reviews", ALERTS_PARTITION, rowKey);
  if (latest?.fields.notificationId !== notificationId) return;
  await store.transact("reviews", ALERTS_PARTITION, [{ kind: "delete", rowKey, etag: latest.etag }]);
};
