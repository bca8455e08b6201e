import { v5 as uuidV5 } from "uuid";
import type { Instant } from "../instant.ts";
import type { ReviewRecord } from "../ledger/review-entity.ts";
import type { NoticeEvent } from "../ports.ts";
import { announcementKey } from "../sla/next-step.ts";
import type { ClockState, ClockStep } from "../sla/review-clock.ts";
import { shortInstant } from "../sla/trace-text.ts";

/** Namespace of our event ids: UUIDv5 of the DNS name `certification-notices`. */
const EVENT_NAMESPACE = uuidV5("certification-notices", uuidV5.DNS);

/** The event of an announced warning or breach; undefined for reminders, which tell of nothing new. */
export const announcedNotice = (
  partition: string,
  record: ReviewRecord,
  { kind, n, at }: Pick<ClockStep, "kind" | "n" | "at">,
): NoticeEvent | undefined => {
  const { dueAt } = record.clock;
  if (kind === "slaReminder" || dueAt === undefined) return undefined;
  const cause = `${partition}|${announcementKey(dueAt, { kind, n })}`;
  return kind === "slaWarning"
    ? toEvent(record, cause, "warned", "warned", at)
    : toEvent(record, cause, "breached", "breached", at);
};

/**
 * The event of a review that a result has stopped: `met`, or `breached` when it was late and nobody had said so yet. The
 * latter has the id that the announced breach would have, so that a breach is one event, whoever tells of it first.
 */
export const stoppedNotice = (partition: string, record: ReviewRecord): NoticeEvent | undefined => {
  const { state, dueAt, stoppedAt } = record.clock;
  if (dueAt === undefined || stoppedAt === undefined) return undefined;
  if (state === "met") return toEvent(record, `${partition}|${dueAt}|met|${stoppedAt}`, "met", "met", stoppedAt);
  const isKnown = record.announcements.some(({ kind, at }) => kind === "slaBreach" && at >= dueAt);
  if (state !== "metLate" || isKnown) return undefined;
  const cause = `${partition}|${announcementKey(dueAt, { kind: "slaBreach", n: 1 })}`;
  return toEvent(record, cause, "breached", "metLate", dueAt);
};

const toEvent = (
  { facts, clock, terms }: ReviewRecord,
  cause: string,
  what: "warned" | "breached" | "met",
  state: ClockState,
  at: Instant,
): NoticeEvent => ({
  id: uuidV5(cause, EVENT_NAMESPACE),
  type: `marketplace.certification.sla.${what}`,
  subject: `reviews/${facts.submissionId}`,
  time: at,
  data: {
    submissionId: facts.submissionId,
    offer: { id: facts.offer.id, name: facts.offer.name, type: facts.offer.type },
    publisher: { id: facts.publisher.id },
    state,
    ...(clock.submittedAt === undefined ? {} : { submittedAt: shortInstant(clock.submittedAt) }),
    ...(clock.dueAt === undefined ? {} : { dueAt: shortInstant(clock.dueAt) }),
    ...(clock.stoppedAt === undefined ? {} : { stoppedAt: shortInstant(clock.stoppedAt) }),
    ...(terms === undefined ? {} : { calendar: terms.calendar, zone: terms.zone }),
  },
});
