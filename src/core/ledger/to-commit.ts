import type { Instant } from "../instant.ts";
import { newNotices } from "../notices/notice-envelope.ts";
import { noticesOf } from "../notices/notification-notices.ts";
import { stoppedNotices } from "../notices/review-notices.ts";
import type { AfterAttempt } from "../notifications/after-attempt.ts";
import { hintOf, type TimedHint } from "../notifications/hint.ts";
import { isOpen, type NotificationRow } from "../notifications/notification.ts";
import type { NotificationPlan } from "../notifications/plan-notifications.ts";
import type { OutgoingMail, Write } from "../ports.ts";
import type { ReviewRecord } from "../sla/review-record.ts";
import type { Commit } from "./commit.ts";
import { type DueRow, dueClock, dueNotice, dueOpen } from "./due-index.ts";
import { mailWrite, notificationWrite } from "./notification-log.ts";
import { type StoredReview, toReviewWrite } from "./review-entity.ts";

/** One notification as it was read, and as it is to be. */
export interface NotificationChange extends AfterAttempt {
  /** Absent for a new one. */
  readonly from?: NotificationRow;
  /** The mail that it is claimed with, or would have been. */
  readonly mail?: OutgoingMail;
  /** True for one that came by the queue, which the sweep can find already. */
  readonly hasDueRow?: boolean;
}

/** What a decision changes in one partition. */
export interface Change {
  readonly partition: string;
  readonly now: Instant;
  /** The review as it was read (undefined for a new one), and as it is to be. */
  readonly review?: { readonly from: StoredReview | undefined; readonly next: ReviewRecord };
  readonly notifications?: readonly NotificationChange[];
  /** Rows that go with these, and are written with the review even if there are too many for one transaction. */
  readonly writes?: readonly Write[];
}

/** The changes that a plan asks for: notifications that are new, and those that are cancelled. */
export const plannedChanges = ({ insert, cancel }: NotificationPlan): NotificationChange[] => [
  ...insert.map((next) => ({ next })),
  ...cancel.map(({ stored, reason }) => ({
    from: stored,
    next: { ...stored.notification, state: "cancelled", reason } as const,
  })),
];

/** A commit whose lists can be added to. */
export type WholeCommit = Commit & Required<Pick<Commit, "due" | "hints" | "notices">>;

/** Everything that has to happen with a change: its rows, what the sweep has to find, hints, and the events of what is new to the world. */
export const toCommit = (change: Change): WholeCommit => {
  const { partition, now, review, notifications = [], writes = [] } = change;
  const before = review?.from?.record;
  return {
    partition,
    ...(review === undefined ? {} : { record: review.next }),
    ...(review !== undefined && before === undefined ? { newSince: now } : { previous: before }),
    writes: [
      ...writes,
      ...(review === undefined ? [] : [toReviewWrite(review.next, review.from?.etag)]),
      ...notifications.flatMap(({ from, next, mail }) => [
        notificationWrite(next, from?.etag),
        ...(mail === undefined ? [] : [mailWrite(next, mail)]),
      ]),
    ],
    due: [
      ...(review === undefined ? [] : dueOfClock(partition, review.next)),
      ...notifications.flatMap((one) => dueOf(one, now)),
    ],
    hints: notifications.flatMap(hintFor),
    notices: [
      ...(review === undefined
        ? []
        : newNotices(
            before === undefined ? [] : stoppedNotices(partition, before),
            stoppedNotices(partition, review.next),
          )),
      ...notifications.flatMap(({ from, next }) =>
        newNotices(from === undefined ? [] : noticesOf(from.notification), noticesOf(next)),
      ),
    ],
  };
};

const dueOfClock = (partition: string, { nextStepAt }: ReviewRecord): readonly DueRow[] =>
  nextStepAt === undefined ? [] : [dueClock(partition, nextStepAt)];

/** The sweep has to find what waits, and what the team has to hear of. Who claims a mail is guarded by the message that they work on. */
const dueOf = ({ next, isNotice, hasDueRow = false }: NotificationChange, now: Instant): readonly DueRow[] => {
  const waits = isOpen(next.state) && next.state !== "claimed" && next.reason !== "held";
  return [
    ...(waits && !hasDueRow ? [dueOpen(next)] : []),
    ...(isNotice === true ? [dueNotice(next.notificationId, now)] : []),
  ];
};

/** A new notification is to be seen at once, if there is somebody to send it to; any other when it says so. */
const hintFor = ({ from, next, hintAt }: NotificationChange): readonly TimedHint[] => {
  if (hintAt !== undefined) return [hintOf(next, hintAt)];
  const isNew = from === undefined && next.state === "queued" && next.address !== undefined;
  return isNew ? [hintOf(next)] : [];
};
