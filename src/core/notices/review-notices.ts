import type { Instant } from "../instant.ts";
import { present } from "../present.ts";
import type { Acknowledgement } from "../sla/acknowledgement.ts";
import type { DelayNotice } from "../sla/delay-notice.ts";
import { announcementKey } from "../sla/next-step.ts";
import type { ClockStep } from "../sla/review-clock.ts";
import type { ReviewRecord } from "../sla/review-record.ts";
import { shortInstant } from "../sla/trace-text.ts";
import { noticeEnvelope } from "./notice-envelope.ts";
import type { NoticeEvent } from "./notice-schema.ts";

/** The event of an announced warning or breach; none for the rest, which tells of nothing new. */
export const announcedNotices = (
  partition: string,
  record: ReviewRecord,
  step: Pick<ClockStep, "kind" | "n" | "at" | "dueAt">,
): readonly NoticeEvent[] => {
  const { kind, at } = step;
  const dueAt = step.dueAt ?? record.clock.dueAt;
  if (dueAt === undefined || !(kind === "slaWarning" || kind === "slaBreach")) return [];
  const cause = `${partition}|${announcementKey(dueAt, step)}`;
  const data = { ...reviewData(record), dueAt: shortInstant(dueAt) };
  return kind === "slaWarning"
    ? [{ ...slaEnvelope("warned", record, cause, at), data: { ...data, state: "warned" } }]
    : [{ ...slaEnvelope("breached", record, cause, at), data: { ...data, state: "breached" } }];
};

/**
 * The event of a review that a result has stopped: `met`, or `breached` when it was late and nobody had said so yet. The
 * latter has the id that the announced breach would have, so that a breach is one event, whoever tells of it first.
 */
export const stoppedNotices = (partition: string, record: ReviewRecord): readonly NoticeEvent[] => {
  const { state, dueAt, stoppedAt } = record.clock;
  if (dueAt === undefined || stoppedAt === undefined) return [];
  if (state === "met") {
    const cause = `${partition}|${dueAt}|met|${stoppedAt}`;
    return [{ ...slaEnvelope("met", record, cause, stoppedAt), data: { ...reviewData(record), state } }];
  }
  const isKnown = record.announcements.some(({ kind, at }) => kind === "slaBreach" && at >= dueAt);
  if (state !== "metLate" || isKnown) return [];
  const cause = `${partition}|${announcementKey(dueAt, { kind: "slaBreach", n: 1 })}`;
  return [{ ...slaEnvelope("breached", record, cause, dueAt), data: { ...reviewData(record), state } }];
};

/** The event of somebody who took the review on. Who it was stays with us: people write their addresses there. */
export const acknowledgedNotice = (
  partition: string,
  record: ReviewRecord,
  { at, until }: Acknowledgement,
): NoticeEvent => ({
  ...slaEnvelope("acknowledged", record, `${partition}|acknowledged|${at}`, at),
  data: { ...reviewData(record), state: record.clock.state, until: shortInstant(until) },
});

/** The event of a publisher who is told of a delay. The reason and who gave it stay with us. */
export const delayedNotice = (
  partition: string,
  record: ReviewRecord,
  { at, n, expectedAt }: DelayNotice,
): NoticeEvent => ({
  ...slaEnvelope("delayed", record, `${partition}|delayed|${n}`, at),
  data: { ...reviewData(record), state: record.clock.state, expectedAt: shortInstant(expectedAt) },
});

/** What people have done about a review, as its row tells it. */
export const handledNotices = (partition: string, record: ReviewRecord): readonly NoticeEvent[] => [
  ...(record.acknowledgements ?? []).map((made) => acknowledgedNotice(partition, record, made)),
  ...(record.delayNotices ?? []).map((made) => delayedNotice(partition, record, made)),
];

const slaEnvelope = <T extends "warned" | "breached" | "met" | "acknowledged" | "delayed">(
  what: T,
  { facts }: ReviewRecord,
  cause: string,
  at: Instant,
) => noticeEnvelope(`marketplace.certification.sla.${what}` as const, cause, `reviews/${facts.submissionId}`, at);

const short = (at: Instant | undefined): string | undefined => at && shortInstant(at);

const reviewData = ({ facts, clock, terms }: ReviewRecord) => ({
  submissionId: facts.submissionId,
  offer: { id: facts.offer.id, name: facts.offer.name, type: facts.offer.type },
  publisher: { id: facts.publisher.id },
  ...present({
    submittedAt: short(clock.submittedAt),
    dueAt: short(clock.dueAt),
    stoppedAt: short(clock.stoppedAt),
    calendar: terms?.calendar,
    zone: terms?.zone,
  }),
});
