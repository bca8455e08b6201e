import type { CommitDecision } from "../ledger/commit.ts";
import { lookWrite } from "../ledger/looks.ts";
import { partitionOf } from "../notifications/notification-id.ts";
import type { Clock, OutgoingMail } from "../ports.ts";
import type { ShowMail } from "./show-mail.ts";

/** Shows somebody the mail that a notification was claimed with, byte for byte, and keeps that they looked. Throws `NOTIFICATION_UNKNOWN`. */
export type LookAtMail = (notificationId: string, by: string) => Promise<OutgoingMail>;

/** What `makeLookAtMail` needs. */
export interface LookDeps {
  readonly showMail: ShowMail;
  readonly commit: CommitDecision;
  readonly clock: Clock;
}

/** Makes the verb by which people of the desk see a mail: its look is in the ledger before the mail is on their screen. */
export const makeLookAtMail =
  ({ showMail, commit, clock }: LookDeps): LookAtMail =>
  async (notificationId, by) => {
    const mail = await showMail(notificationId);
    const partition = partitionOf({ notificationId });
    // A conflict is the same look again.
    await commit({ partition, writes: [lookWrite({ at: clock.now(), by, notificationId })] });
    return mail;
  };
