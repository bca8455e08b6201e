import { NotifierError } from "../errors.ts";
import type { Notification } from "../notifications/notification.ts";
import type { EntityStore, Write } from "../ports.ts";
import { resendRow } from "./keys.ts";

/** What the ledger remembers of a resend: asked again with the same key, it answers with the same notifications. */
export interface ResendRequestRow {
  readonly requestHash: string;
  readonly notificationIds: readonly string[];
}

/** The resend that was asked for with this key; undefined when there was none. */
export const readResendRequest = async (
  store: EntityStore,
  partition: string,
  key: string,
): Promise<ResendRequestRow | undefined> => {
  const entity = await store.get("reviews", partition, resendRow(key));
  return (
    entity && {
      requestHash: String(entity.fields.requestHash),
      notificationIds: JSON.parse(String(entity.fields.notificationIds)) as string[],
    }
  );
};

/** The write that remembers a resend; it meets a conflict when its key was used before. */
export const resendRequestWrite = (key: string, { requestHash, notificationIds }: ResendRequestRow): Write => ({
  kind: "insert",
  rowKey: resendRow(key),
  fields: { requestHash, notificationIds: JSON.stringify(notificationIds) },
});

/** What a repeated request answers with; undefined when the review was read before the first one wrote. Throws `IDEMPOTENCY_KEY_REUSED` for another request. */
export const repeatedResend = (
  { requestHash, notificationIds }: ResendRequestRow,
  askedHash: string,
  notifications: readonly Notification[],
): readonly Notification[] | undefined => {
  if (requestHash !== askedHash) throw new NotifierError("IDEMPOTENCY_KEY_REUSED");
  const known = notifications.filter(({ notificationId }) => notificationIds.includes(notificationId));
  return known.length < notificationIds.length ? undefined : known;
};
