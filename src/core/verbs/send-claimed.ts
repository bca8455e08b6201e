import type { Addresses } from "../ledger/addresses.ts";
import type { CommitDecision } from "../ledger/commit.ts";
import type { NotificationLog } from "../ledger/notification-log.ts";
import { untilWritten } from "../ledger/review-rows.ts";
import { type NotificationChange, toCommit } from "../ledger/to-commit.ts";
import type { NoticeEvent } from "../notices/notice-schema.ts";
import { noticesOf } from "../notices/notification-notices.ts";
import { type AttemptOutcome, type AttemptPolicy, afterAttempt, fateOfClaim } from "../notifications/after-attempt.ts";
import type { WrittenClaim } from "../notifications/before-attempt.ts";
import type { Notification, NotificationRow } from "../notifications/notification.ts";
import type { SendPlaces } from "../notifications/send-places.ts";
import type { Clock } from "../ports.ts";
import type { HandOver } from "./hand-over.ts";

/** What sending needs. */
export interface SendClaimedDeps {
  readonly log: NotificationLog;
  readonly addresses: Addresses;
  readonly commit: CommitDecision;
  readonly handOver: HandOver;
  readonly places: SendPlaces;
  readonly clock: Clock;
  readonly policy: () => AttemptPolicy;
}

/** Sends what is claimed, side by side, and marks all of it in one transaction; tells its events together with `notices`. Gives what each became; undefined for one that somebody else has settled. */
export type SendClaimed = (
  partition: string,
  claims: readonly WrittenClaim[],
  notices?: readonly NoticeEvent[],
) => Promise<readonly (Notification | undefined)[]>;

/** Makes the one executor of mails: of those that go out with their event, and of those that come by the queue. */
export const makeSendClaimed =
  (deps: SendClaimedDeps): SendClaimed =>
  async (partition, claims, notices = []) => {
    const leave = await deps.places.take();
    try {
      const sent = await Promise.all(claims.map(async (claim) => ({ claim, outcome: await deps.handOver(claim) })));
      const changes = sent.map((one) => endOf(deps, one, { notification: one.claim.next, etag: one.claim.etag }));
      if (await mark(deps, partition, changes, notices)) return changes.map(({ next }) => next);
      // A delivery report, say, has changed one of the rows: each is looked at again by itself.
      const each = await Promise.all(sent.map(async (one) => await markAlone(deps, partition, one)));
      await deps.commit({ partition, writes: [], notices });
      return each;
    } finally {
      leave();
    }
  };

interface Sent {
  readonly claim: WrittenClaim;
  readonly outcome: AttemptOutcome;
}

/** What the row that was claimed, or a later version of it, becomes by the attempt. */
const endOf = ({ policy, clock }: SendClaimedDeps, sent: Sent, from: NotificationRow): NotificationChange => ({
  from,
  hasDueRow: sent.claim.hasDueRow,
  ...afterAttempt(from.notification, sent.outcome, policy(), clock.now()),
});

/** False when somebody else has written. */
const mark = async (
  { addresses, commit, clock }: SendClaimedDeps,
  partition: string,
  changes: readonly NotificationChange[],
  notices: readonly NoticeEvent[] = [],
): Promise<boolean> => {
  const now = clock.now();
  // A report that came before the mail was accepted may have told of a mailbox that is gone.
  await Promise.all(changes.map(async ({ next }) => await addresses.rememberBounce(next, now)));
  const told = toCommit({ partition, now, notifications: changes });
  return (await commit({ ...told, notices: [...notices, ...told.notices] })).kind === "written";
};

const markAlone = async (deps: SendClaimedDeps, partition: string, sent: Sent): Promise<Notification | undefined> => {
  const { next } = await untilWritten(async (): Promise<{ next?: Notification } | undefined> => {
    const claimed = sent.claim.next;
    const stored = await deps.log.get(claimed.notificationId);
    const fate = fateOfClaim(claimed, stored?.notification, sent.outcome);
    if (stored === undefined || fate === "gone") return {};
    if (fate === "marked") {
      // Its answer was lost before a report changed the row: nobody has told of it yet.
      await deps.commit({ partition, writes: [], notices: noticesOf(stored.notification) });
      return {};
    }
    const change = endOf(deps, sent, stored);
    return (await mark(deps, partition, [change])) ? change : undefined;
  });
  return next;
};
