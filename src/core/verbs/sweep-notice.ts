import type { DueEntry } from "../ledger/due-index.ts";
import type { DueVerdict } from "../ledger/due-verdict.ts";
import type { NotificationLog } from "../ledger/notification-log.ts";
import { offerTypeBehind, readReview } from "../ledger/review-rows.ts";
import { NOBODY_REACHED } from "../notifications/compose/team-notice.ts";
import { isUnreached, type Notification } from "../notifications/notification.ts";
import { partitionOfNotification } from "../notifications/notification-id.ts";
import type { EntityStore } from "../ports.ts";
import { present } from "../present.ts";

/** What working on a notice needs. */
export interface NoticeDeps {
  readonly store: EntityStore;
  readonly log: NotificationLog;
}

/**
 * Tells the team of a notification that we failed to hand over, and of a review none of whose contacts could be reached;
 * each once, however often the row is found.
 */
export const noticeCandidate = async (deps: NoticeDeps, { id }: DueEntry): Promise<DueVerdict> => {
  const stored = await deps.log.get(id);
  if (stored === undefined) return { kind: "stray" };
  const { notification } = stored;
  // A digest that failed must not cause another digest, which would fail the same way.
  if (notification.submissionId === undefined) return { kind: "done" };
  // The notice is raised before the row says so; a digest made in between would find nothing to tell.
  if (!isUnreached(notification.state)) return { kind: "stray" };
  if (notification.state === "failed" && notification.acceptedAt === undefined)
    return await tellTeam(deps.store, `failed|${id}`, id);
  return (await isAnyoneReached(deps.store, notification))
    ? { kind: "done" }
    : await tellTeam(deps.store, `${NOBODY_REACHED}${partitionOfNotification(id)}|${aboutOf(notification)}`, id);
};

/** The verdict that tells the team of a review's offer type about one of its notifications. */
export const tellTeam = async (store: EntityStore, cause: string, notificationId: string): Promise<DueVerdict> => {
  const offerType = await offerTypeBehind(store, notificationId);
  return {
    kind: "announce",
    candidate: { cause, kind: "teamNotice", notificationId, n: 1, ...present({ offerType }) },
  };
};

/** What the recipients of one result, or of one notice of delay, have in common. */
const aboutOf = ({ resultKey, promise, cause }: Notification): string =>
  resultKey ?? (promise === undefined ? cause : `promise ${promise}`);

/** Of those who were to be told of the same; a mail that is still on its way may reach somebody. */
const isAnyoneReached = async (store: EntityStore, failed: Notification): Promise<boolean> => {
  const { notifications } = await readReview(store, partitionOfNotification(failed.notificationId) ?? "");
  return notifications
    .map(({ notification }) => notification)
    .filter((other) => aboutOf(other) === aboutOf(failed) && other.state !== "cancelled")
    .some((other) => !isUnreached(other.state));
};
