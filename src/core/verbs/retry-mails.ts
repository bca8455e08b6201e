import { type ErrorCode, NotifierError } from "../errors.ts";
import { sha256 } from "../hash.ts";
import type { NotificationLog } from "../ledger/notification-log.ts";
import { forgetTroubles, isTroubled } from "../ledger/trouble-index.ts";
import type { Notification } from "../notifications/notification.ts";
import type { EntityStore } from "../ports.ts";
import type { ResendNotification } from "./resend-notification.ts";

/** What became of many mails that were to be sent again. */
export interface Retried {
  /** New notifications on their way. */
  readonly sent: number;
  /** Mails that stay where they are, and why. */
  readonly refused: readonly { readonly notificationId: string; readonly code: ErrorCode }[];
}

/** Sends mails that failed or are held again, each as a resend of its review to the same address, with a reason and who asked. Asked twice it sends once. */
export type RetryMails = (notificationIds: readonly string[], reason: string, by: string) => Promise<Retried>;

/** What `makeRetryMails` needs. */
export interface RetryDeps {
  readonly store: EntityStore;
  readonly log: Pick<NotificationLog, "get">;
  readonly resendNotification: ResendNotification;
}

/** Makes the verb. The mails of one review go together, for its cool-down counts them as one. */
export const makeRetryMails =
  ({ store, log, resendNotification }: RetryDeps): RetryMails =>
  async (notificationIds, reason, by) => {
    const found: Notification[] = [];
    const refused: { notificationId: string; code: ErrorCode }[] = [];
    for (const notificationId of new Set(notificationIds)) {
      const notification = (await log.get(notificationId))?.notification;
      if (notification === undefined) refused.push({ notificationId, code: "NOTIFICATION_UNKNOWN" });
      // A digest is told anew by the next one, which shows the whole state.
      else if (!isTroubled(notification) || notification.submissionId === undefined)
        refused.push({ notificationId, code: "NOTHING_TO_RESEND" });
      else found.push(notification);
    }
    let sent = 0;
    for (const [submissionId = "", mails] of Map.groupBy(found, (mail) => mail.submissionId)) {
      const ids = mails.map(({ notificationId }) => notificationId);
      const recipients = [...new Set(mails.flatMap(({ address }) => (address === undefined ? [] : [address])))];
      try {
        const key = `retry-${sha256([...ids].sort().join("\n"))}`;
        const result = await resendNotification(submissionId, { reason, recipients }, key, by);
        if (result.kind === "queued") sent += result.notifications.length;
        await forgetTroubles(store, ids);
      } catch (error) {
        if (!(error instanceof NotifierError)) throw error;
        const { code } = error;
        refused.push(...ids.map((notificationId) => ({ notificationId, code })));
      }
    }
    return { sent, refused };
  };
