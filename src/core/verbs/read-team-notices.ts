import { inParallel } from "../in-parallel.ts";
import type { DigestMember } from "../ledger/digest-members.ts";
import type { NotificationLog } from "../ledger/notification-log.ts";
import { readRecord } from "../ledger/review-rows.ts";
import { toTeamNotice } from "../notifications/compose/team-notice.ts";
import type { TeamNotice } from "../notifications/mail-input.ts";
import { partitionOfNotification } from "../notifications/notification-id.ts";
import type { EntityStore } from "../ports.ts";

const CONCURRENCY = 16;

/** Reads what there still is to tell the team of mails, each cause once, however many digests name it. */
export const readTeamNotices = async (
  { log, store }: { readonly log: NotificationLog; readonly store: EntityStore },
  members: readonly DigestMember[],
): Promise<TeamNotice[]> => {
  const notices: TeamNotice[] = [];
  const causes = new Map(members.map((member) => [member.cause, member]));
  await inParallel([...causes.values()], CONCURRENCY, async ({ kind, cause, notificationId }) => {
    if (kind !== "teamNotice" || notificationId === undefined) return;
    const stored = await log.get(notificationId);
    if (stored === undefined) return;
    const record = await readRecord(store, partitionOfNotification(notificationId) ?? "");
    const notice = toTeamNotice(cause, stored.notification, record?.facts.offer.name);
    if (notice !== undefined) notices.push(notice);
  });
  return notices;
};
