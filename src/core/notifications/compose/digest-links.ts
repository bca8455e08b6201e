import { plusMs } from "../../instant.ts";
import { type ActionLinkSettings, LINK_ACTIONS, signLink } from "../action-link.ts";
import { addressMark } from "../alert-teams.ts";
import type { DigestEntry } from "../mail-input.ts";
import type { Notification } from "../notification.ts";

/** Links are good for a week; each later digest has newer ones. */
const LINKS_LAST_IN_MS = 7 * 24 * 60 * 60_000;

/**
 * Makes the links of one digest's mail, by the partition of the review that they act on; undefined where mails hold none. They are
 * the same whenever the mail is composed: an attempt of unknown outcome may have arrived, and both mails together act once.
 */
export const makeDigestLinks = (
  settings: ActionLinkSettings | undefined,
  { notificationId, address = "", createdAt }: Pick<Notification, "notificationId" | "address" | "createdAt">,
): ((partition: string) => NonNullable<DigestEntry["links"]>) | undefined => {
  const key = settings?.keys[0];
  if (settings === undefined || key === undefined) return undefined;
  const mail = { notificationId, mark: addressMark(address), expiresAt: plusMs(createdAt, LINKS_LAST_IN_MS) };
  return (partition) =>
    LINK_ACTIONS.map((action) => ({
      action,
      url: `${settings.baseUrl}${signLink({ ...mail, action, partition }, key)}`,
    }));
};
