import { type Instant, plusMs } from "../instant.ts";
import { DUE_PARTITIONS, parseDueRow } from "../ledger/keys.ts";
import { listRows } from "../ledger/list-rows.ts";
import type { NotificationLog } from "../ledger/notification-log.ts";
import { judgeMail, type WaitingMail } from "../notifications/judge-mail.ts";
import { isOpen } from "../notifications/notification.ts";
import type { Clock, EntityStore } from "../ports.ts";
import type { Found } from "./check-health.ts";

/** What looking at the mails that wait needs. */
export interface CheckMailDeps {
  readonly store: EntityStore;
  readonly log: NotificationLog;
  readonly clock: Clock;
}

/** Open notifications are looked for in the due index this far ahead: the longest distance at which one is put back. */
const LOOK_AHEAD_IN_MS = 6 * 60 * 60_000 + 60_000;
/** Of each due partition, those that are most overdue. */
const LOOKED_AT = 5;

/** Looks at the mails that wait longest. The mail provider is not asked: only sending would tell, and what waits tells as well. */
export const checkMail = async ({ store, log, clock }: CheckMailDeps): Promise<Found> => {
  const now = clock.now();
  const due = await Promise.all(DUE_PARTITIONS.map(async (partition) => await mostOverdue(store, partition, now)));
  const waiting = await Promise.all(
    due.flat().map(async ({ id, isOverdue }): Promise<WaitingMail[]> => {
      const notification = (await log.get(id))?.notification;
      return notification !== undefined && isOpen(notification.state) && notification.reason !== "held"
        ? [{ isOverdue, notification }]
        : [];
    }),
  );
  return judgeMail(waiting.flat(), now);
};

const mostOverdue = async (
  store: EntityStore,
  partition: string,
  now: Instant,
): Promise<{ readonly id: string; readonly isOverdue: boolean }[]> => {
  const rows = await listRows(store, "due", partition, { to: plusMs(now, LOOK_AHEAD_IN_MS) });
  return rows
    .flatMap(({ rowKey, fields }) => {
      const key = parseDueRow(rowKey);
      const count = Number(fields.overdueCount ?? 0);
      return key?.kind === "open" ? [{ id: key.id, isOverdue: count > 0 || key.at < now, count }] : [];
    })
    .sort((a, b) => Number(b.isOverdue) - Number(a.isOverdue) || b.count - a.count)
    .slice(0, LOOKED_AT);
};
