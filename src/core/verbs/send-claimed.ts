import { type Instant, msBetween } from "../instant.ts";
import type { Addresses } from "../ledger/addresses.ts";
import type { CommitDecision } from "../ledger/commit.ts";
import { type DueRow, dueNotice, dueOpen } from "../ledger/due-index.ts";
import { type NotificationLog, notificationWrite } from "../ledger/notification-log.ts";
import { untilWritten } from "../ledger/review-rows.ts";
import { newNotices } from "../notices/notice-envelope.ts";
import type { NoticeEvent } from "../notices/notice-schema.ts";
import { noticesOf } from "../notices/notification-notices.ts";
import {
  type AfterAttempt,
  type AttemptOutcome,
  type AttemptPolicy,
  afterAttempt,
} from "../notifications/after-attempt.ts";
import { hintOf } from "../notifications/hint.ts";
import type { NotificationRow } from "../notifications/notification.ts";
import { isOpen, type Notification } from "../notifications/notification.ts";
import { SEND_TIMES } from "../notifications/retry-ladder.ts";
import { makeSendPlaces } from "../notifications/send-places.ts";
import type { Clock, Mailer, OutgoingMail } from "../ports.ts";

/** A notification that is claimed by us, with the mail to send. */
export interface Claim extends NotificationRow {
  readonly mail: OutgoingMail;
  readonly claimedAt: Instant;
}

/** What sending needs. */
export interface SendClaimedDeps {
  readonly log: NotificationLog;
  readonly addresses: Addresses;
  readonly commit: CommitDecision;
  readonly mailer: Mailer;
  readonly clock: Clock;
  readonly policy: () => AttemptPolicy;
  readonly unknownMail: AttemptPolicy["unknownMail"];
  /** Told of each call to the provider: when it began, when it ended, and whether the provider is well. */
  readonly onSent?: (startedAt: Instant, endedAt: Instant, isWell: boolean) => void;
}

/** What else there is to know about a batch of claims. */
export interface SendOptions {
  readonly hasDueRow: boolean;
  /** Events that go out with those of the mails, so that the topic is called once. */
  readonly notices?: readonly NoticeEvent[];
}

/** Sends what is claimed, side by side, and marks all of it in one transaction. Gives what each became; undefined for one that somebody else has settled. */
export type SendClaimed = (
  partition: string,
  claims: readonly Claim[],
  options: SendOptions,
) => Promise<readonly (Notification | undefined)[]>;

/** Makes the one executor of mails: of those that go out with their event, and of those that come by the queue. */
export const makeSendClaimed = (deps: SendClaimedDeps): SendClaimed => {
  const places = makeSendPlaces(deps.clock);
  return async (partition, claims, options) => {
    // Held or asked about, a mail does not come twice.
    const isHarmless = deps.mailer.status !== undefined || deps.unknownMail === "hold";
    const leave = isHarmless ? undefined : await places.take();
    try {
      return await sendAndMark(deps, partition, claims, options);
    } finally {
      leave?.();
    }
  };
};

const sendAndMark = async (
  deps: SendClaimedDeps,
  ...[partition, claims, { hasDueRow, notices = [] }]: Parameters<SendClaimed>
) => {
  const outcomes = await Promise.all(claims.map(async (claim) => await send(deps, claim)));
  const ended = claims.map((claim, index) => {
    const outcome = outcomes[index] ?? { kind: "unknown", answer: "" };
    return { ...claim, outcome, after: afterAttempt(claim.notification, outcome, deps.policy(), deps.clock.now()) };
  });
  const marked = await mark(deps, partition, ended, { hasDueRow, notices });
  if (marked) return ended.map(({ after }) => after.next);
  // A delivery report, say, has changed one of the rows: each is looked at again by itself.
  const each = await Promise.all(ended.map(async (one) => await markAlone(deps, partition, one, hasDueRow)));
  await deps.commit({ partition, writes: [], notices });
  return each;
};

const send = async ({ mailer, clock, onSent }: SendClaimedDeps, claim: Claim): Promise<AttemptOutcome> => {
  const startedAt = clock.now();
  // Later the lease might run out during the call, and somebody else would send too.
  if (msBetween(claim.claimedAt, startedAt) > SEND_TIMES.staleClaimInMs) {
    return { kind: "dropped", answer: "the claim took too long" };
  }
  const outcome = await mailer.send(claim.mail, SEND_TIMES.providerDeadlineInMs);
  onSent?.(startedAt, clock.now(), outcome.kind === "accepted" || outcome.kind === "permanent");
  return outcome;
};

interface Ended extends NotificationRow {
  readonly outcome: AttemptOutcome;
  readonly after: AfterAttempt;
}

/** False when somebody else has written. */
const mark = async (
  deps: SendClaimedDeps,
  partition: string,
  ended: readonly Ended[],
  { hasDueRow, notices = [] }: SendOptions,
): Promise<boolean> => {
  const now = deps.clock.now();
  await Promise.all(ended.map(async ({ after }) => await rememberBounce(deps, after.next, now)));
  const { kind } = await deps.commit({
    partition,
    writes: ended.map(({ after, etag }) => notificationWrite(after.next, etag)),
    due: ended.flatMap(({ after }) => dueAfter(after, hasDueRow, now)),
    hints: ended.flatMap(({ after: { next, hintAt } }) => (hintAt === undefined ? [] : [hintOf(next, hintAt)])),
    notices: [...notices, ...ended.flatMap(({ notification, after }) => toldNow(notification, after.next))],
  });
  return kind === "written";
};

const toldNow = (before: Notification, after: Notification): readonly NoticeEvent[] =>
  newNotices(noticesOf(before), noticesOf(after));

/** A row that waits has to be found by the sweep; one that came by the queue has its due row already. */
const dueAfter = ({ next, isNotice }: AfterAttempt, hasDueRow: boolean, now: Instant): readonly DueRow[] => [
  ...(isOpen(next.state) && next.reason !== "held" && !hasDueRow ? [dueOpen(next)] : []),
  ...(isNotice === true ? [dueNotice(next.notificationId, now)] : []),
];

/** A report that came before the mail was accepted may have told of a mailbox that is gone. */
const rememberBounce = async ({ addresses }: SendClaimedDeps, next: Notification, now: Instant): Promise<void> => {
  if (next.state === "bounced" && next.submissionId !== undefined && next.address !== undefined)
    await addresses.markBounced(next.address, now);
};

/** The claim is still ours when its row says so, whatever else was added to it. */
const markAlone = async (
  deps: SendClaimedDeps,
  partition: string,
  { notification, outcome }: Ended,
  hasDueRow: boolean,
): Promise<Notification | undefined> => {
  const { next } = await untilWritten(async () => {
    const stored = await deps.log.get(notification.notificationId);
    if (stored === undefined || stored.notification.claimId !== notification.claimId) return { next: undefined };
    if (stored.notification.state !== "claimed") {
      // It may be our own mark, whose answer was lost before a report changed the row: then nobody has told of it yet.
      const since = stored.notification.attempts.slice(notification.attempts.length);
      const isOurMark = since.some(({ answer }) => answer === outcome.answer);
      await deps.commit({ partition, writes: [], notices: isOurMark ? noticesOf(stored.notification) : [] });
      return { next: undefined };
    }
    const after = afterAttempt(stored.notification, outcome, deps.policy(), deps.clock.now());
    const marked = await mark(deps, partition, [{ ...stored, outcome, after }], { hasDueRow });
    return marked ? { next: after.next } : undefined;
  });
  return next;
};
