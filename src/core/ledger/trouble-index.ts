import { inParallel } from "../in-parallel.ts";
import type { Notification } from "../notifications/notification.ts";
import { ANY_VERSION, type EntityStore, type Write } from "../ports.ts";
import { pagesOf } from "./list-rows.ts";
import type { NotificationLog } from "./notification-log.ts";
import { upsertAll } from "./upsert-all.ts";

const TROUBLES_PARTITION = "troubles";
const NOTIFICATION = "3-notification|";

/** True for a mail that nobody goes on with by itself: it failed, or is held because nobody knows whether it was sent. */
export const isTroubled = ({ state, reason }: { readonly state?: unknown; readonly reason?: unknown }): boolean =>
  state === "failed" || (state === "unknown" && reason === "held");

/** Files the mails that these writes leave in trouble, before they are written: one too many is passed over when it is read. */
export const fileTroubles = async (store: EntityStore, writes: readonly Write[]): Promise<void> => {
  const rows = writes.flatMap((write) => {
    if (write.kind === "delete" || !write.rowKey.startsWith(NOTIFICATION)) return [];
    if (!isTroubled(write.fields)) return [];
    return [{ partition: TROUBLES_PARTITION, rowKey: write.rowKey.slice(NOTIFICATION.length), fields: {} }];
  });
  if (rows.length > 0) await upsertAll(store, "state", rows);
};

/** At most `most` mails that are in trouble, newest first; what is none any more is forgotten on the way. */
export const readTroubles = async (
  store: EntityStore,
  log: Pick<NotificationLog, "get">,
  most: number,
): Promise<{ readonly mails: readonly Notification[]; readonly more: boolean }> => {
  const ids: string[] = [];
  for await (const { entities } of pagesOf(store, "state", TROUBLES_PARTITION, {}, { limit: most + 1 })) {
    ids.push(...entities.map(({ rowKey }) => rowKey));
    if (ids.length > most) break;
  }
  const mails: Notification[] = [];
  await inParallel(ids.slice(0, most), 16, async (id) => {
    const found = (await log.get(id))?.notification;
    if (found !== undefined && isTroubled(found)) mails.push(found);
    else await forgetTroubles(store, [id]);
  });
  mails.sort((a, b) => (a.createdAt > b.createdAt ? -1 : 1));
  return { mails, more: ids.length > most };
};

/** Takes mails off the list: somebody has seen to them. */
export const forgetTroubles = async (store: EntityStore, ids: readonly string[]): Promise<void> => {
  for (const rowKey of ids) {
    await store.transact("state", TROUBLES_PARTITION, [{ kind: "delete", rowKey, etag: ANY_VERSION }]);
  }
};
