import { NotifierError } from "../errors.ts";
import type { NotificationLog } from "../ledger/notification-log.ts";
import type { OutgoingMail } from "../ports.ts";

/** Shows the mail that a notification was claimed with, byte for byte. Throws `NOTIFICATION_UNKNOWN`. */
export type ShowMail = (notificationId: string) => Promise<OutgoingMail>;

/** Makes the verb that shows a mail as it was sent. */
export const makeShowMail =
  ({ log }: { log: Pick<NotificationLog, "get" | "getMail"> }): ShowMail =>
  async (notificationId) => {
    const mail = await log.getMail(notificationId);
    if (mail !== undefined) return mail;
    const isKnown = (await log.get(notificationId)) !== undefined;
    throw new NotifierError("NOTIFICATION_UNKNOWN", isKnown ? "Its mail was not made yet." : undefined);
  };
