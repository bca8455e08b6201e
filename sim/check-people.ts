import { type Instant, plusMs, toEpochMs } from "../src/core/instant.ts";
import { addressMark } from "../src/core/notifications/alert-teams.ts";
import type { Notification } from "../src/core/notifications/notification.ts";
import type { Acknowledgement } from "../src/core/sla/acknowledgement.ts";
import { isOpen } from "../src/core/sla/review-clock.ts";
import { isUnpaused, type LeftReview } from "./left-review.ts";
import { digestOf } from "./read-digest.ts";
import type { Remains } from "./remains.ts";

/** Told again here, so that a change of the code is found: every digest from the first evening of a run on. */
export const DIGESTS_AT = [
  "2026-11-20T17:00:00Z",
  "2026-11-23T17:00:00Z",
  "2026-11-24T17:00:00Z",
  "2026-11-25T17:00:00Z",
  "2026-11-27T17:00:00Z",
  "2026-11-30T17:00:00Z",
  "2026-12-01T17:00:00Z",
].map(Date.parse);

/** Two business days after the day on which each of these was due, at the time of the digest. */
const ESCALATED_AT: Readonly<Record<string, string>> = {
  "2026-11-04T01:00": "2026-11-05T17:00:00Z",
  "2026-11-19T01:00": "2026-11-20T17:00:00Z",
  "2026-11-20T01:00": "2026-11-23T17:00:00Z",
  "2026-11-21T01:00": "2026-11-24T17:00:00Z",
};

/** By as much as two clocks may tell one instant apart, and more. */
export const UNSURE_IN_MS = 11 * 60_000;

/** What people are promised who take reviews on: it is kept, keeps reminders away, ends by itself, and everybody sees it. */
export const checkPeople = (remains: Remains, reviews: readonly LeftReview[]): string[] => [
  ...reviews.flatMap((review) => [
    ...checkKept(remains, review),
    ...checkLinks(review),
    ...checkReminders(remains, review),
    ...checkEscalations(remains, review),
  ]),
  ...checkDigests(remains, reviews),
];

/** Whoever was told that a review is theirs stands in it. */
const checkKept = ({ answered }: Remains, { record }: LeftReview): string[] =>
  answered
    .filter(({ submissionId }) => submissionId === record.facts.submissionId)
    .filter(({ by }) => acknowledgementsOf({ record }).every((one) => one.by !== by))
    .map(({ by, submissionId }) => `${by} was told to have ${submissionId}, and the review does not know`);

/** One link acts once, whoever presses it how often. */
const checkLinks = ({ record }: LeftReview): string[] => {
  const used = [...acknowledgementsOf({ record }), ...(record.delayNotices ?? [])]
    .filter(({ mail }) => mail !== undefined)
    .map(({ mail, mailTo = "", by = "" }) => `${by.split(" ")[0]} of ${addressMark(mailTo)} in ${mail}`);
  const twice = used.filter((link, index) => used.indexOf(link) < index);
  return twice.map((link) => `the link ${link} acted twice on ${record.facts.submissionId}`);
};

const acknowledgementsOf = ({ record }: Pick<LeftReview, "record">): readonly Acknowledgement[] =>
  record.acknowledgements ?? [];

/** When each acknowledgement begins and ends; the next takes its place. */
const spansOf = (review: Pick<LeftReview, "record">): readonly { from: number; to: number; by: string }[] =>
  acknowledgementsOf(review).map(({ at, until, by }, index, all) => ({
    from: toEpochMs(at),
    to: Math.min(toEpochMs(until), ...all.slice(index + 1, index + 2).map((next) => toEpochMs(next.at))),
    by,
  }));

/** Whether somebody had the review at this instant; undefined where clocks may differ about it. */
const wasOwned = (review: LeftReview, atMs: number): boolean | undefined => {
  const spans = spansOf(review);
  if (spans.some(({ from }) => Math.abs(from - atMs) < UNSURE_IN_MS)) return undefined;
  return spans.some(({ from, to }) => from < atMs && atMs < to);
};

/** Instants of the digests that told of one kind of step of the due time that holds; an event may have moved it since. */
const toldAt = ({ rows }: Remains, { partition, record }: LeftReview, kind: string): readonly number[] =>
  rows
    .filter(({ rowKey }) => rowKey.startsWith(`5-announcement|${partition}|${record.clock.dueAt}|${kind}|`))
    .map(({ fields }) => toEpochMs(String(fields.at) as Instant))
    .sort((a, b) => a - b);

/** The day in Los Angeles, in winter, as a number that counts up. */
const dayOf = (ms: number): number => Math.floor((ms - 8 * 3_600_000) / 86_400_000);

/** No reminder of a review while somebody has it, and one a digest while nobody does. */
const checkReminders = (remains: Remains, review: LeftReview): string[] => {
  const { clock, announcements, delayNotices = [], facts } = review.record;
  const [breachedAt] = toldAt(remains, review, "slaBreach");
  if (clock.state !== "breached" || breachedAt === undefined) return [];
  if (delayNotices.length > 0 || !isUnpaused(review)) return [];
  const reminded = toldAt(remains, review, "slaReminder");
  const wanted = DIGESTS_AT.filter((at) => dayOf(at) > dayOf(breachedAt));
  const tooMany = reminded.flatMap((at, index) => {
    const allowed = wanted.filter((digestAt) => digestAt <= at + UNSURE_IN_MS && wasOwned(review, digestAt) !== true);
    return index < allowed.length ? [] : [`${facts.submissionId} was reminded of at ${iso(at)}, and somebody had it`];
  });
  const isSkipped = announcements.some(({ kind, skipped }) => kind === "slaReminder" && skipped === true);
  const sweptAtMs = toEpochMs(remains.sweptAt) - UNSURE_IN_MS;
  const missed = wanted
    .filter((at) => at <= sweptAtMs && wasOwned(review, at) === false)
    .filter((at) => reminded.every((one) => one < at - UNSURE_IN_MS));
  return [
    ...tooMany,
    ...(isSkipped ? [] : missed.map((at) => `nobody was reminded of ${facts.submissionId} at ${iso(at)}`)),
  ];
};

/** Others are told of a late review that nobody has, once, and of none that somebody has or had since it was late. */
const checkEscalations = (remains: Remains, review: LeftReview): string[] => {
  const { clock, delayNotices = [], facts } = review.record;
  const { escalationRecipients } = remains.profile;
  const rows = remains.rows
    .filter(({ rowKey }) => rowKey.startsWith(`5-announcement|${review.partition}|`))
    .map(({ rowKey, fields }) => ({ parts: rowKey.split("|"), at: toEpochMs(String(fields.at) as Instant) }))
    .filter(({ parts }) => parts[3] === "slaEscalation");
  const had = rows.filter(({ parts, at }) =>
    spansOf(review).some(({ from, to }) => to > toEpochMs(parts[2] as Instant) && from + UNSURE_IN_MS < at),
  );
  const wrong = had.map(({ at }) => `${facts.submissionId} was escalated at ${iso(at)}, and somebody had it`);
  if (!isUnpaused(review) || delayNotices.length > 0) return wrong;
  const twice = rows.length > 1 ? [`${facts.submissionId} was escalated ${rows.length} times`] : [];
  const wantedAt = ESCALATED_AT[clock.dueAt?.slice(0, 16) ?? ""];
  const isWanted =
    escalationRecipients.length > 0 &&
    clock.state === "breached" &&
    acknowledgementsOf(review).length === 0 &&
    wantedAt !== undefined &&
    Date.parse(wantedAt) < toEpochMs(remains.sweptAt) - UNSURE_IN_MS;
  return [
    ...wrong,
    ...twice,
    ...(isWanted && rows.length === 0 ? [`${facts.submissionId} is nobody's, and nobody else was told`] : []),
  ];
};

const iso = (ms: number): string => new Date(ms).toISOString();

/** Each digest says who has a review, and counts what somebody has and what nobody does. */
const checkDigests = (remains: Remains, reviews: readonly LeftReview[]): string[] => {
  const bySubmission = new Map(reviews.map((review) => [review.record.facts.submissionId, review]));
  const wantedAt = new Map(
    remains.rows
      .filter(({ rowKey }) => rowKey.startsWith("3-notification|"))
      .map(({ blobs }) => JSON.parse(blobs.notification ?? "{}") as Notification)
      .map(({ operationId, createdAt }) => [operationId, toEpochMs(createdAt)]),
  );
  return remains.taken.flatMap((mail) => {
    const digest = digestOf(mail);
    if (digest === undefined) return [];
    const late = digest.groups.filter(({ isLate }) => isLate).flatMap(({ entries }) => entries);
    const owned = late.filter(({ owner }) => owner?.endsWith(HAS_IT));
    const counted = COUNTS.exec(digest.lead);
    const said = counted === null ? "nothing" : `${counted[1]}, ${counted[2]} and ${counted[3] ?? 0}`;
    const is = owned.length === 0 ? "nothing" : `${late.length}, ${owned.length} and ${late.length - owned.length}`;
    const between = {
      fromMs: (wantedAt.get(mail.operationId) ?? mail.atMs) - UNSURE_IN_MS,
      toMs: mail.atMs + UNSURE_IN_MS,
    };
    const isAboutNobodys = digest.groups[0]?.label === NOBODYS ? digest.groups[0].entries : [];
    return [
      ...(said === is ? [] : [`a digest says ${said} of late, owned and nobody's, and shows ${is}`]),
      ...digest.groups
        .flatMap(({ entries }) => entries)
        .flatMap(({ submissionId, owner }) => {
          const review = bySubmission.get(submissionId);
          return review === undefined ? [] : checkOwner(review, owner, between);
        }),
      ...isAboutNobodys.flatMap(({ submissionId }) => {
        const review = bySubmission.get(submissionId);
        const dueMs = toEpochMs(review?.record.clock.dueAt ?? remains.sweptAt);
        return review !== undefined && spansOf(review).some(({ from, to }) => to > dueMs && from < between.fromMs)
          ? [`a digest says that nobody has taken ${submissionId} on, and somebody had`]
          : [];
      }),
    ];
  });
};

const NOBODYS = "Taken on by nobody";
const HAS_IT = " has it";
const COUNTS = /(\d+) late: (\d+) owned(?:, (\d+) nobody)?/;

/** What the digest says was so at some time between its beginning and its arrival. */
const checkOwner = (
  review: LeftReview,
  owner: string | null,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): string[] => {
  const { submissionId } = review.record.facts;
  const isOwned = owner?.endsWith(HAS_IT) === true;
  const by = owner?.replace(HAS_IT, "").replace(/[\u2066-\u2069]/g, "");
  const spans = spansOf(review);
  if (isOwned) {
    return spans.some((span) => span.by === by && span.from < toMs && span.to > fromMs)
      ? []
      : [`a digest says that ${by} has ${submissionId}`];
  }
  return isOpen(review.record.clock) && spans.some(({ from, to }) => from < fromMs && to > toMs)
    ? [`a digest does not say who has ${submissionId}`]
    : [];
};

/** The instant before which a sweep of the run is sure to have looked. */
export const surelySwept = ({ sweptAt }: Remains): Instant => plusMs(sweptAt, -UNSURE_IN_MS);
