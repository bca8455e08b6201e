import * as z from "zod";
import { offerTypeName } from "../articles/offer-types.ts";
import { inParallel } from "../in-parallel.ts";
import type { Instant } from "../instant.ts";
import { ALERTS_PARTITION, membersRange, REVIEW_ROW } from "../ledger/keys.ts";
import { listAll } from "../ledger/list-rows.ts";
import { parseStored } from "../ledger/notification-entity.ts";
import type { NotificationLog } from "../ledger/notification-log.ts";
import { fromReviewEntity, type ReviewRecord } from "../ledger/review-entity.ts";
import { composeDigest } from "../notifications/compose/compose-digest.ts";
import type { ComposedView, DigestEntry, MailSettings, TeamNotice } from "../notifications/mail-input.ts";
import { isUnreached, type Notification } from "../notifications/notification.ts";
import type { Clock, EntityStore } from "../ports.ts";
import type { CalendarCatalogue } from "../sla/calendar-catalogue.ts";
import { lateInBusinessDays } from "../sla/lateness.ts";
import { isOpen } from "../sla/review-clock.ts";
import { NOBODY_REACHED } from "./sweep-notice.ts";

/** Makes a digest's view from what its members are now; clocks that have stopped since drop out. */
export type ComposeDigest = (
  notification: Notification,
) => Promise<
  { readonly kind: "view"; readonly view: ComposedView } | { readonly kind: "unwanted"; readonly reason: string }
>;

/** What composing a digest needs. */
export interface DigestDeps {
  readonly store: EntityStore;
  readonly log: NotificationLog;
  readonly calendars: CalendarCatalogue;
  readonly clock: Clock;
  readonly settings: MailSettings;
}

const membersSchema = z.array(
  z.object({
    cause: z.string(),
    kind: z.enum(["slaWarning", "slaBreach", "slaReminder", "teamNotice"]),
    n: z.int(),
    partition: z.string().optional(),
    notificationId: z.string().optional(),
  }),
);
type Member = z.infer<typeof membersSchema>[number];

const CONCURRENCY = 16;

/** Makes the composer of alert digests. */
export const makeComposeDigest =
  (deps: DigestDeps): ComposeDigest =>
  async ({ cause, absorbs = [] }) => {
    const now = deps.clock.now();
    const members = latestOfEach((await inOrder([...absorbs, cause], (id) => readMembers(deps.store, id))).flat());
    const entries: DigestEntry[] = [];
    const notices: TeamNotice[] = [];
    await inParallel(members, CONCURRENCY, async (member) => {
      const entry = await toEntry(deps, member, now);
      if (entry !== undefined) entries.push(entry);
      const notice = await toNotice(deps, member);
      if (notice !== undefined) notices.push(notice);
    });
    if (entries.length === 0 && notices.length === 0) return { kind: "unwanted", reason: "allClocksStopped" };
    return { kind: "view", view: composeDigest({ now, entries, notices }, deps.settings) };
  };

const readMembers = async (store: EntityStore, digestId: string): Promise<Member[]> => {
  const rows = await listAll(store, "reviews", ALERTS_PARTITION, membersRange(digestId));
  return rows.flatMap((row) => parseStored(row, "members", membersSchema));
};

const inOrder = async <T, R>(items: readonly T[], read: (item: T) => Promise<R>): Promise<R[]> => {
  const results: R[] = [];
  for (const item of items) results.push(await read(item));
  return results;
};

/** A review that absorbed digests and this one name is shown once, by what was announced of it last. */
const latestOfEach = (members: readonly Member[]): Member[] => [
  ...new Map(members.map((member) => [member.partition ?? member.cause, member])).values(),
];

const toEntry = async (deps: DigestDeps, member: Member, now: Instant): Promise<DigestEntry | undefined> => {
  const { kind, partition } = member;
  if (kind === "teamNotice" || partition === undefined) return undefined;
  const entity = await deps.store.get("reviews", partition, REVIEW_ROW);
  if (entity === undefined) return undefined;
  const { facts, clock, terms }: ReviewRecord = fromReviewEntity(entity).record;
  if (!isOpen(clock) || clock.dueAt === undefined || clock.submittedAt === undefined || terms === undefined)
    return undefined;
  return {
    kind,
    submissionId: facts.submissionId,
    offer: facts.offer,
    offerTypeName: offerTypeName(facts.offer.type),
    publisher: facts.publisher,
    submittedAt: clock.submittedAt,
    dueAt: clock.dueAt,
    ...(kind === "slaReminder" ? { reminder: member.n } : {}),
    lateInBusinessDays: lateInBusinessDays(terms, deps.calendars.get(terms.calendar), clock.dueAt, now),
    days: clock.days,
    calendar: terms.calendar,
  };
};

const toNotice = async (
  { log }: DigestDeps,
  { kind, notificationId, cause }: Member,
): Promise<TeamNotice | undefined> => {
  if (kind !== "teamNotice" || notificationId === undefined) return undefined;
  const stored = await log.get(notificationId);
  if (stored === undefined) return undefined;
  const { submissionId, reason, state } = stored.notification;
  const about = submissionId === undefined ? {} : { submissionId };
  if (state === "queued" && reason === "noContacts") {
    return { code: "noContacts", text: "The review failed, and no contact is known who could be told.", ...about };
  }
  if (cause.startsWith(NOBODY_REACHED) && isUnreached(state)) {
    const text = `None of the review's contacts could be reached; the last answer was: ${reason ?? "none kept"}.`;
    return { code: "nobodyReached", text, ...about };
  }
  if (state !== "failed") return undefined;
  return {
    code: "mailFailed",
    text: `The result could not be mailed to a contact: ${reason ?? "no reason kept"}.`,
    ...about,
  };
};
