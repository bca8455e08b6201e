import { type Instant, toEpochMs } from "../src/core/instant.ts";
import { noticeInForce } from "../src/core/sla/delay-notice.ts";
import { isOpen } from "../src/core/sla/review-clock.ts";
import { DIGESTS_AT, surelySwept, UNSURE_IN_MS } from "./check-people.ts";
import { isUnpaused, type LeftReview } from "./left-review.ts";
import type { Remains } from "./remains.ts";

/** Each date that a publisher was told is told in a mail, warned of and broken once, never early, and for that date alone; and it forgives nothing. */
export const checkDelays = (remains: Remains, review: LeftReview): string[] => [
  ...checkTold(remains, review),
  ...checkPromise(remains, review),
  ...checkFirstPromise(remains, review),
];

const announcedOf = ({ rows }: Remains, { partition }: LeftReview) =>
  rows
    .filter(({ rowKey }) => rowKey.startsWith(`5-announcement|${partition}|`))
    .map(({ rowKey, fields }) => ({ parts: rowKey.split("|"), at: String(fields.at) }))
    .map(({ parts: [, , dueAt = "", kind = "", n = ""], at }) => ({ dueAt, kind, n: Number(n), at }));

const checkTold = (remains: Remains, review: LeftReview): string[] => {
  const { delayNotices = [], facts } = review.record;
  const made = announcedOf(remains, review).filter(({ kind, n }) => kind !== "slaReminder" && n > 1);
  const strange = made.flatMap(({ dueAt, kind, n, at }) => {
    const notice = delayNotices.find((one) => one.n === n);
    if (notice === undefined || notice.expectedAt !== dueAt) return [`${kind} ${n} is about no date that was told`];
    return kind === "slaBreach" && at < dueAt ? [`${kind} ${n} of ${facts.submissionId} was announced at ${at}`] : [];
  });
  const names = made.map(({ kind, n }) => `${kind} ${n}`);
  const twice = names.filter((name, index) => names.indexOf(name) < index);
  const untold = delayNotices.filter(({ n }) => review.notifications.every(({ promise }) => promise !== n));
  return [
    ...strange,
    ...twice.map((name) => `${name} of ${facts.submissionId} was announced twice`),
    ...untold.map(({ n }) => `nobody is told of promise ${n} of ${facts.submissionId}`),
  ];
};

/** The date that holds is warned of with the last digest before it, where one comes after the notice, and broken at its instant. */
const checkPromise = (remains: Remains, review: LeftReview): string[] => {
  const { delayNotices = [], announcements, clock, facts } = review.record;
  const notice = noticeInForce(delayNotices, clock.dueAt);
  if (notice === undefined || !isOpen(clock) || !isUnpaused(review)) return [];
  const { n, at, expectedAt } = notice;
  const isKnown = (kind: string): boolean => announcements.some((one) => one.kind === kind && one.n === n);
  const sweptAt = surelySwept(remains);
  const warnedAt = DIGESTS_AT.findLast((digestAt) => digestAt < toEpochMs(expectedAt));
  const isWarned =
    warnedAt === undefined || warnedAt < toEpochMs(at) + UNSURE_IN_MS || warnedAt > toEpochMs(sweptAt)
      ? true
      : isKnown("slaWarning");
  return [
    ...(isWarned ? [] : [`nobody was warned of promise ${n} of ${facts.submissionId}, for ${expectedAt}`]),
    ...(expectedAt > sweptAt || isKnown("slaBreach")
      ? []
      : [`promise ${n} of ${facts.submissionId}, for ${expectedAt}, was broken, and nobody was told`]),
  ];
};

/** What was late once stays late, whatever the publisher was told since. */
const checkFirstPromise = (remains: Remains, review: LeftReview): string[] => {
  const { clock, facts } = review.record;
  const { dueAt, stoppedAt, state } = clock;
  if (dueAt === undefined) return [];
  const wasBroken = announcedOf(remains, review).some(
    (one) => one.kind === "slaBreach" && one.n === 1 && one.dueAt === dueAt,
  );
  const isForgiven = wasBroken && isOpen(clock) && state !== "paused" && state !== "breached";
  const isJudged = state === "met" || state === "metLate";
  const isLate = (at: Instant | undefined): boolean => at !== undefined && at > dueAt;
  return [
    ...(isForgiven ? [`${facts.submissionId} was late, and is ${state} now`] : []),
    ...(isJudged && (state === "metLate") !== isLate(stoppedAt)
      ? [`${facts.submissionId}, due at ${dueAt}, is ${state} by a result of ${stoppedAt}`]
      : []),
  ];
};
