import { type Instant, msBetween } from "../../src/core/instant.ts";
import { REVIEW_ROW } from "../../src/core/ledger/keys.ts";
import { fromEventEntity, fromReviewEntity } from "../../src/core/ledger/review-entity.ts";
import { digestInMinutes } from "../../src/core/sla/clock-terms.ts";
import { isOpen } from "../../src/core/sla/review-clock.ts";
import type { ReviewRecord } from "../../src/core/sla/review-record.ts";
import { zoneNamed } from "../../src/core/sla/zone.ts";
import type { Month, Outage } from "./run-month.ts";

/** One announcement as the ledger holds it. */
export interface MadeAnnouncement {
  readonly at: Instant;
  readonly kind: string;
  readonly partition: string;
  readonly dueAt?: Instant;
}

/** Every announcement of the month. */
export const announcementsOf = ({ store }: Month): MadeAnnouncement[] =>
  store.dump("reviews").flatMap(({ rowKey, fields }) => {
    if (!rowKey.startsWith("5-announcement|")) return [];
    const partition = /[0-9a-f]{64}/.exec(rowKey)?.[0] ?? "";
    const kind = String(fields.kind);
    // A notice to the team has no due time; the key of a clock's announcement names it.
    const dueAt = kind === "teamNotice" ? undefined : (rowKey.split("|")[2] as Instant | undefined);
    return [{ at: String(fields.at) as Instant, kind, partition, ...(dueAt === undefined ? {} : { dueAt }) }];
  });

/** Every review by its partition. */
export const reviewsOf = ({ store }: Month): Map<string, ReviewRecord> =>
  new Map(
    store
      .dump("reviews")
      .filter(({ rowKey }) => rowKey === REVIEW_ROW)
      .map((entity) => [entity.partitionKey, fromReviewEntity(entity).record]),
  );

const TWO_MINUTES_IN_MS = 120_000;

/** Warnings and reminders that came at no 09:00 of a business day, except at once, with the event that told of them. */
const outsideDigestTime = (month: Month): MadeAnnouncement[] => {
  const { zone: zoneName, digestAt } = month.sla;
  const zone = zoneNamed(zoneName);
  const learnedAt = new Map<string, Instant[]>();
  for (const entity of month.store.dump("reviews").filter(({ rowKey }) => rowKey.startsWith("2-event|"))) {
    const { recordedAt } = fromEventEntity(entity);
    learnedAt.set(entity.partitionKey, [...(learnedAt.get(entity.partitionKey) ?? []), recordedAt]);
  }
  const isSoonAfter = (from: Instant, at: Instant): boolean => from <= at && msBetween(from, at) < TWO_MINUTES_IN_MS;
  return announcementsOf(month).filter(({ kind, at, partition }) => {
    if (kind !== "slaWarning" && kind !== "slaReminder") return false;
    const day = zone.dayOf(at);
    if (month.calendar.isBusinessDay(day) && isSoonAfter(zone.instantAt(day, digestInMinutes({ digestAt })), at)) {
      return false;
    }
    return !(kind === "slaWarning" && learnedAt.get(partition)?.some((learned) => isSoonAfter(learned, at)));
  });
};

/** What went wrong, one sentence each; nothing when every promise of the clock was kept. */
export const judgeMonth = (month: Month, timerDown: Outage): string[] => {
  const announcements = announcementsOf(month);
  const reviews = reviewsOf(month);
  const problems = outsideDigestTime(month).map(
    ({ kind, partition, at }) => `${kind} of ${partition} was announced at ${at}, at no digest time of a business day.`,
  );
  const breaches = new Map<string, number>();
  for (const { at, kind, partition, dueAt } of announcements) {
    if (kind === "slaBreach") breaches.set(partition, (breaches.get(partition) ?? 0) + 1);
    if (dueAt !== undefined && kind !== "slaWarning" && at < dueAt)
      problems.push(`${kind} of ${partition} was announced at ${at}, before ${dueAt}.`);
  }
  for (const [partition, { facts, clock }] of reviews) {
    const { submissionId } = facts;
    const named = month.digests.filter(({ mail }) => mail.text.includes(submissionId)).length;
    // One team address, so a review may be news in as many mails as it had breaches, and not in one more.
    const news = month.digests.filter(({ mail }) => newlyLateIn(mail.text).includes(submissionId)).length;
    const breached = breaches.get(partition) ?? 0;
    if (news > breached) problems.push(`${submissionId} was breached ${breached} times and news in ${news} mails.`);
    // A clock whose calendar does not reach announces nothing: health is red instead.
    const isWatched = isOpen(clock) && !clock.isProvisional;
    const isLate = isWatched && clock.dueAt !== undefined && msBetween(clock.dueAt, month.end) > TWO_MINUTES_IN_MS;
    const breach = announcements.find(
      (one) => one.partition === partition && one.dueAt === clock.dueAt && one.kind === "slaBreach",
    );
    if (isLate && breach === undefined) problems.push(`${submissionId} is late, and nobody was told.`);
    if (isLate && named === 0) problems.push(`${submissionId} is late, and no mail named it.`);
    const lateInMs = breach?.dueAt === undefined ? 0 : msBetween(breach.dueAt, breach.at);
    if (breach && isOpen(clock) && lateInMs > TWO_MINUTES_IN_MS && !wasSeenLate(breach, timerDown)) {
      problems.push(`The breach of ${submissionId} was announced ${lateInMs / 60_000} minutes late.`);
    }
  }
  return problems;
};

/** The part of a digest that tells what nobody was told of before. */
const newlyLateIn = (text: string): string => /^Newly late \([\s\S]*?(?=\n\n)/mu.exec(text)?.[0] ?? "";

/** What fell due while no sweep ran is announced by the first one after. */
const wasSeenLate = ({ dueAt, at }: MadeAnnouncement, { from, to }: Outage): boolean =>
  dueAt !== undefined && from <= dueAt && dueAt < to && msBetween(to, at) < TWO_MINUTES_IN_MS;
