import type { CompletedEvent } from "../src/core/certification/event.ts";
import type { RecordedEvent } from "../src/core/certification/review.ts";
import { byInstant, foldReview } from "../src/core/certification/review.ts";
import { canonicalJson } from "../src/core/hash.ts";
import { REVIEW_ROW } from "../src/core/ledger/keys.ts";
import { fromNotificationEntity } from "../src/core/ledger/notification-entity.ts";
import { fromEventEntity, fromReviewEntity } from "../src/core/ledger/review-entity.ts";
import { noticesOf } from "../src/core/notices/notification-notices.ts";
import { handledNotices, stoppedNotices } from "../src/core/notices/review-notices.ts";
import { addressMark } from "../src/core/notifications/alert-teams.ts";
import { isOpen, type Notification } from "../src/core/notifications/notification.ts";
import { ALERTS_PARTITION } from "../src/core/notifications/notification-id.ts";
import type { Entity } from "../src/core/ports.ts";
import { isOpen as isOpenClock } from "../src/core/sla/review-clock.ts";
import { checkDelays } from "./check-delays.ts";
import { checkPeople } from "./check-people.ts";
import { checkReplays } from "./check-replays.ts";
import { checkReports } from "./check-reports.ts";
import type { LeftReview } from "./left-review.ts";
import type { Profile } from "./profile.ts";
import { mostWithin } from "./quota-watch.ts";
import type { Remains } from "./remains.ts";
import type { Publication } from "./scenario.ts";

/** Everything that must hold when a run has come to rest; one sentence for each thing that does not. */
export const findViolations = (remains: Remains): string[] => {
  const notifications = remains.rows
    .filter(({ rowKey }) => rowKey.startsWith("3-notification|"))
    .map((row) => fromNotificationEntity(row).notification);
  const reviews = toReviews(remains.rows, notifications);
  return [
    ...checkEvents(remains, reviews),
    ...notifications.flatMap((notification) => checkNotification(remains, notification)),
    ...checkTaken(remains, notifications),
    ...checkQuota(remains),
    ...checkReports(remains, notifications),
    ...checkReplays(remains),
    ...reviews.flatMap((review) => [
      ...checkResult(review),
      ...checkReached(remains, review),
      ...checkClock(remains, review),
      ...checkDelays(remains, review),
    ]),
    ...checkPeople(remains, reviews),
    ...checkAnnouncements(remains, notifications, reviews),
    ...checkNotices(remains, notifications),
    ...checkPublished(remains, notifications, reviews),
  ];
};

const toReviews = (rows: readonly Entity[], notifications: readonly Notification[]): LeftReview[] =>
  rows
    .filter(({ rowKey }) => rowKey === REVIEW_ROW)
    .map((row) => ({
      partition: row.partitionKey,
      record: fromReviewEntity(row).record,
      events: rows
        .filter(({ partitionKey, rowKey }) => partitionKey === row.partitionKey && rowKey.startsWith("2-event|"))
        .map(fromEventEntity),
      notifications: notifications.filter(({ notificationId }) => notificationId.includes(row.partitionKey)),
    }));

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** Every valid event is recorded once, or put aside because its id is known with another body; everything else is put aside. */
const checkEvents = (remains: Remains, reviews: readonly LeftReview[]): string[] => {
  const { rejected, deadLettered, rows } = remains;
  const bodies = new Set(rows.filter(({ rowKey }) => rowKey.startsWith("2-event|")).map(({ blobs }) => blobs.body));
  const aside = new Set(rejected.map(({ body }) => textOf(body)));
  const recordedIds = new Set(reviews.flatMap(({ events }) => events.map(({ event }) => event.id)));
  const lost = publicationsOf(remains).flatMap(({ body, event }) => {
    const text = textOf(body);
    if (bodies.has(text)) return aside.has(text) ? [`an event was recorded and put aside: ${event?.id}`] : [];
    if (!aside.has(text)) return [`lost: ${text.slice(0, 60)}`];
    return event !== undefined && !recordedIds.has(event.id) ? [`a valid event was put aside: ${event.id}`] : [];
  });
  const unfolded = reviews
    .filter(({ events, record }) => canonicalJson(foldReview(events)) !== canonicalJson(record.facts))
    .map(({ record }) => `the review ${record.facts.submissionId} is not what its events say`);
  return [...lost, ...unfolded, ...(deadLettered > 0 ? [`${deadLettered} messages were dead-lettered`] : [])];
};

/** What came to be published, with the repaired messages among it. */
const publicationsOf = ({ scenario, replayed }: Remains): readonly Publication[] => {
  const sentAgain = new Set(replayed.map(({ message }) => textOf(message.body)));
  const repairs = scenario.publications.flatMap(({ repaired }) => repaired ?? []);
  return [...scenario.publications, ...repairs.filter(({ body }) => sentAgain.has(textOf(body)))];
};

const unknowns = ({ attempts }: Notification): number => attempts.filter(({ outcome }) => outcome === "unknown").length;

/** Each notification has come to its end, and was taken by the provider exactly once, unless its attempts say `unknown`. */
const checkNotification = ({ taken, profile, reports }: Remains, notification: Notification): string[] => {
  const { notificationId, state, reason, operationId } = notification;
  const wasAccepted = notification.acceptedAt !== undefined;
  // Such a report says of a mail that never went what only the provider can know.
  const isToldEarly = reports.some((report) => report.isEarly && report.operationId === operationId);
  const count = taken.filter((mail) => mail.operationId === operationId).length;
  const name = `${notification.kind} ${notificationId.slice(-8)} (${state}${reason === undefined ? "" : `, ${reason}`})`;
  const isWaiting = reason === "noContacts" || (state === "unknown" && reason === "held");
  return [
    ...(isOpen(state) && !isWaiting ? [`${name} is forgotten`] : []),
    ...(profile.isGentle && unknowns(notification) > 0 ? [`${name} became unknown with no reason`] : []),
    ...(profile.provider === "acs" && state === "failed" && !wasAccepted && count > 0
      ? [`${name} was taken, and the provider was not asked`]
      : []),
    ...(wasAccepted && count === 0 && !isToldEarly ? [`${name} was never taken by the provider`] : []),
    ...(count > 1 + unknowns(notification)
      ? [`${name} was taken ${count} times, with ${unknowns(notification)} unknown`]
      : []),
    ...(count > 0 && !wasAccepted && unknowns(notification) === 0 ? [`${name} was taken, and nothing says so`] : []),
  ];
};

/** Nothing goes to anybody without a notification, nor outside of the allow list. */
const checkTaken = ({ taken, profile }: Remains, notifications: readonly Notification[]): string[] => {
  // Told without the code that is under test.
  const isAllowed = (address: string): boolean =>
    profile.allowList === undefined || /@(contoso|notifier)\.example$/.test(address);
  const addresses = new Map(notifications.map(({ operationId, address }) => [operationId, address]));
  return taken.flatMap(({ operationId, address }) => [
    ...(addresses.get(operationId) === address ? [] : [`a mail of no notification went to ${address}`]),
    ...(isAllowed(address) ? [] : [`a mail went to ${address}, outside of the allow list`]),
  ]);
};

/** Long enough for a span of the quota, less what a mail may take from its slot to the provider. */
const STEADY_SPAN_IN_MS = 50_000;

/** Where clocks agree and nothing is slow, the mails keep the quota as their slots do. */
const checkQuota = ({ callsAtMs, profile: { isSteady, perMinute } }: Remains): string[] => {
  if (!isSteady || perMinute === undefined) return [];
  const most = mostWithin(callsAtMs, STEADY_SPAN_IN_MS);
  return most > perMinute ? [`${most} mails within a minute, with a quota of ${perMinute}`] : [];
};

/** Everybody who has to know of the result that counts was told, or it can be seen why not; nobody twice. */
const checkResult = ({ record, events, notifications }: LeftReview): string[] => {
  const { facts } = record;
  const event = events.map((one) => one.event).find(({ eventKey }) => eventKey === facts.result?.eventKey) as
    | CompletedEvent
    | undefined;
  const own = notifications.filter(({ resendOf, promise }) => resendOf === undefined && promise === undefined);
  const live = own.filter(({ state }) => state !== "cancelled");
  const causes = live.map(({ cause, kind, address }) => `${kind} ${cause} ${address ?? ""}`);
  const twice = causes.filter(
    (cause, index) => causes.indexOf(cause.replace(/\+* (?=[^ ]*$)/, " ")) < index && causes.indexOf(cause) < index,
  );
  const problems = twice.map((cause) => `two notifications for ${cause}`);
  if (event === undefined || facts.cancelledAt !== undefined) return problems;
  const wasTold = own.some(
    ({ resultKey, state, attempts, reports = [] }) =>
      resultKey !== facts.result?.resultKey &&
      // Delivered at last after it had failed: nobody knew when the newer result came.
      (state === "accepted" ||
        (state === "delivered" && reports.every(({ status }) => status === "Delivered" || status === "Expanded")) ||
        attempts.some(({ outcome }) => outcome === "unknown")),
  );
  if (event.outcome !== "failed" && !wasTold) return problems;
  // Who knows already that the offer passed need not hear it again, nor of notes: they are mailed to nobody here.
  const known = lastTold(own, events, facts.result?.resultKey);
  if (known === "passed" && event.outcome !== "failed") return problems;
  if (known === "passedWithNotes" && event.outcome === "passedWithNotes") return problems;
  const contacts = event.contacts.length > 0 ? event.contacts : facts.contacts;
  const addresses = contacts.length === 0 ? [""] : contacts.map(({ email }) => email);
  const told = live
    .filter(({ resultKey }) => resultKey === facts.result?.resultKey)
    .map(({ address }) => address ?? "");
  for (const address of addresses) {
    if (!told.includes(address))
      problems.push(
        `nobody tells ${address || "the unknown contact"} of the ${event.outcome} result of ${facts.submissionId}`,
      );
  }
  return problems;
};

/** Outcome of the latest other result that the provider took a mail of. */
const lastTold = (
  notifications: readonly Notification[],
  events: readonly RecordedEvent[],
  resultKey: string | undefined,
): CompletedEvent["outcome"] | undefined => {
  const told = new Set(
    notifications
      .filter((one) => one.resultKey !== resultKey && (one.acceptedAt !== undefined || unknowns(one) > 0))
      .map(({ eventKey }) => eventKey),
  );
  const last = events
    .toSorted(byInstant)
    .findLast(({ event }) => event.kind === "completed" && told.has(event.eventKey));
  return last?.event.kind === "completed" ? last.event.outcome : undefined;
};

const announcedFor = (rows: readonly Entity[], partition: string): readonly string[] =>
  rows
    .filter(({ rowKey }) => rowKey.startsWith(`5-announcement|${partition}|`))
    .map(({ rowKey }) => rowKey.split("|").slice(3).join("|"));

/** A clock that is open has announced every step whose instant has come. */
const checkClock = ({ rows, sweptAt, noticeIds }: Remains, { partition, record }: LeftReview): string[] => {
  const { clock, announcements, facts } = record;
  const made = announcedFor(rows, partition);
  const unmade = announcements
    .filter(({ skipped, kind, n }) => skipped !== true && !made.includes(`${kind}|${n}`))
    .map(({ kind, n }) => `${facts.submissionId} says that ${kind} ${n} was announced, and nothing was`);
  const lost = isOpenClock(clock)
    ? clock.steps
        .filter(({ isDone, at }) => !isDone && at < sweptAt)
        .map(({ kind, n, at }) => `${facts.submissionId} never announced ${kind} ${n} of ${at}`)
    : [];
  const silent =
    announcements.some(({ skipped }) => skipped !== true) && noticeIds.size === 0
      ? ["no event out tells of an announcement"]
      : [];
  return [...unmade, ...lost, ...silent];
};

interface Member {
  readonly cause: string;
  readonly partition?: string;
  readonly kind?: string;
  readonly to?: readonly string[];
}

/** Each announcement is a member of exactly one digest, and the digest went out, or went into a later one, or had nothing left to say. */
const checkAnnouncements = (
  { rows, profile }: Remains,
  notifications: readonly Notification[],
  reviews: readonly LeftReview[],
): string[] => {
  const members = rows
    .filter(({ rowKey }) => rowKey.startsWith("6-members|"))
    .flatMap(({ rowKey, blobs }) =>
      (JSON.parse(blobs.members ?? "[]") as Member[]).map((member) => ({
        ...member,
        digestId: rowKey.split("|")[1] ?? "",
      })),
    );
  const rowsOfAnnouncements = rows.filter(
    ({ rowKey, partitionKey }) => partitionKey === ALERTS_PARTITION && rowKey.startsWith("5-announcement|"),
  );
  const problems: string[] = [];
  for (const { rowKey, fields } of rowsOfAnnouncements) {
    const cause = rowKey.slice("5-announcement|".length);
    const of = members.filter((member) => member.cause === cause);
    if (of.length !== 1 || of[0]?.digestId !== fields.digestId)
      problems.push(`the announcement ${cause} is in ${of.length} digests`);
  }
  if (members.length !== rowsOfAnnouncements.length) problems.push("a digest has members that were not announced");
  for (const digestId of new Set(members.map((member) => member.digestId))) {
    const mails = notifications.filter(({ cause, submissionId }) => submissionId === undefined && cause === digestId);
    const own = members.filter((member) => member.digestId === digestId);
    problems.push(...checkAddresses(profile, digestId, own, mails));
    for (const { state, reason, address } of mails) {
      const isAbsorbed = notifications.some((other) => other.address === address && other.absorbs?.includes(digestId));
      if (state !== "cancelled") continue;
      if (reason === "absorbed" ? isAbsorbed : !hasSomethingToSay(own.filter(isFor(address)), reviews)) continue;
      problems.push(`digest ${digestId} to ${address} was cancelled (${reason}) with something to say`);
    }
  }
  return problems;
};

const isFor =
  (address: string | undefined) =>
  ({ to }: Member): boolean =>
    to === undefined || (address !== undefined && to.includes(addressMark(address)));

/** A digest has one mail to each address that one of its members is for, and escalations are for those alone who get them. */
const checkAddresses = (
  { escalationRecipients, alertRecipients }: Profile,
  digestId: string,
  members: readonly Member[],
  mails: readonly Notification[],
): string[] => {
  const addresses = mails.map(({ address }) => address ?? "");
  const marks = new Set(addresses.map(addressMark));
  const others = addresses.filter((address) => !escalationRecipients.includes(address));
  const isEscalationElsewhere = members.some(
    (member) => member.kind === "slaEscalation" && others.some((address) => isFor(address)(member)),
  );
  return [
    ...(marks.size === addresses.length ? [] : [`digest ${digestId} has two mails to one address`]),
    ...(members.every(({ to = [...marks] }) => to.length > 0 && to.every((mark) => marks.has(mark)))
      ? []
      : [`digest ${digestId} lacks a mail to somebody whom it is for`]),
    ...addresses
      .filter((address) => !members.some(isFor(address)))
      .map((address) => `digest ${digestId} tells ${address} nothing that is for it`),
    ...(isEscalationElsewhere ? [`digest ${digestId} tells the team ${alertRecipients.join()} of an escalation`] : []),
  ];
};

/** Clocks that were paused may have been so when the digest was composed. */
const hasSomethingToSay = (members: readonly Member[], reviews: readonly LeftReview[]): boolean =>
  members
    .filter((member) => member.partition !== undefined)
    .some(({ partition, kind }) => {
      const review = reviews.find((one) => one.partition === partition);
      return (
        review !== undefined &&
        // Somebody has taken it on since: nobody else need look for anybody who does.
        !(kind === "slaEscalation" && (review.record.acknowledgements ?? []).length > 0) &&
        isOpenClock(review.record.clock) &&
        review.events.every(({ event }) => event.kind !== "paused")
      );
    });

const causesOf = (rows: readonly Entity[]): ReadonlySet<string> =>
  new Set(
    rows
      .filter(({ rowKey }) => rowKey.startsWith("5-announcement|"))
      .map(({ rowKey }) => rowKey.slice("5-announcement|".length)),
  );

const UNREACHED: readonly string[] = ["bounced", "suppressed", "failed"];

/** The team was told when reports say that nobody was reached who had to know of the result that counts. */
const checkReached = ({ rows }: Remains, { partition, record, notifications }: LeftReview): string[] => {
  const { result, submissionId } = record.facts;
  const last = result === undefined ? record.delayNotices?.at(-1)?.n : undefined;
  const own = notifications.filter(({ resultKey, promise }) => resultKey === result?.resultKey && promise === last);
  const told = own.filter(({ state }) => state !== "cancelled");
  // Withdrawn while a mail was on its way to somebody who could be reached: nobody has to know any more.
  if (own.some(({ reason }) => reason === "submissionCancelled")) return [];
  const isReported = told.some(({ acceptedAt, reason }) => acceptedAt !== undefined || reason === "addressBounced");
  const isLeftOut = told.some(({ reason }) => reason === "notOnAllowList");
  if (!isReported || isLeftOut || told.some(({ state }) => !UNREACHED.includes(state))) return [];
  const causes = causesOf(rows);
  const isTold =
    causes.has(`unreached|${partition}|${result?.resultKey ?? `promise ${last}`}`) ||
    told.some(({ notificationId }) => causes.has(`failed|${notificationId}`));
  return isTold ? [] : [`nobody was reached by what is known of ${submissionId}, and the team does not know`];
};

/** The team was told of every result that failed to reach somebody for good. */
const checkNotices = ({ rows }: Remains, notifications: readonly Notification[]): string[] => {
  const causes = causesOf(rows);
  return notifications
    .filter(({ submissionId }) => submissionId !== undefined)
    .flatMap(({ notificationId, state, reason, acceptedAt }) => {
      if (state === "failed" && acceptedAt === undefined && !causes.has(`failed|${notificationId}`))
        return [`nobody told the team that ${notificationId} failed`];
      if (state === "queued" && reason === "noContacts" && !causes.has(`notice|${notificationId}`))
        return [`nobody told the team that ${notificationId} has no contact`];
      return [];
    });
};

/** The world was told of everything that the rows tell. */
const checkPublished = (
  { noticeIds }: Remains,
  notifications: readonly Notification[],
  reviews: readonly LeftReview[],
): string[] =>
  [
    ...notifications.flatMap(noticesOf),
    ...reviews.flatMap(({ partition, record }) => [
      ...stoppedNotices(partition, record),
      ...handledNotices(partition, record),
    ]),
  ]
    .filter(({ id }) => !noticeIds.has(id))
    .map(({ type, subject }) => `the world was not told: ${type} of ${subject}`);
