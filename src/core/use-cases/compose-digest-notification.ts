import * as z from "zod";
import { offerTypeName } from "../articles/offer-types.ts";
import { hasCode } from "../errors.ts";
import { inParallel } from "../in-parallel.ts";
import type { Instant } from "../instant.ts";
import { ALERTS_PARTITION, membersRange, partitionOfNotification, REVIEW_ROW } from "../ledger/keys.ts";
import { listAll } from "../ledger/list-rows.ts";
import { parseStored } from "../ledger/notification-entity.ts";
import type { NotificationLog } from "../ledger/notification-log.ts";
import { fromReviewEntity, type ReviewRecord } from "../ledger/review-entity.ts";
import { readOpen } from "../ledger/review-lists.ts";
import { composeDigest } from "../notifications/compose/compose-digest.ts";
import type {
  ComposedView,
  ComposeSettings,
  DigestEntry,
  DigestStanding,
  TeamNotice,
} from "../notifications/mail-input.ts";
import { isUnreached, type Notification } from "../notifications/notification.ts";
import type { Clock, EntityStore } from "../ports.ts";
import { present } from "../present.ts";
import { ownerAt } from "../sla/acknowledgement.ts";
import { businessHoursBetween } from "../sla/business-hours.ts";
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
  readonly settings: ComposeSettings;
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
    const members = ofEach((await inOrder([...absorbs, cause], (id) => readMembers(deps.store, id))).flat());
    const told = new Map(
      members.flatMap(({ partition, kind }) => (partition === undefined ? [] : [[partition, kind]])),
    );
    const announced = await readEntries(deps, [...told.keys()], told, now);
    const notices: TeamNotice[] = [];
    await inParallel(members, CONCURRENCY, async (member) => {
      const notice = await toNotice(deps, member);
      if (notice !== undefined) notices.push(notice);
    });
    if (announced.entries.length === 0 && announced.unreadable === 0 && notices.length === 0) {
      return { kind: "unwanted", reason: "allClocksStopped" };
    }
    const partitions = (await findAtRisk(deps.store, now)).filter((partition) => !told.has(partition));
    const others = await readEntries(deps, partitions, told, now);
    const entries = [...announced.entries, ...others.entries];
    const unreadable = announced.unreadable + others.unreadable;
    if (unreadable > 0) notices.push({ code: "unreadable", amount: unreadable });
    return { kind: "view", view: composeDigest({ now, entries, notices }, deps.settings) };
  };

/** Partitions of the open reviews that are late or whose warning has come, by the index; what is shown is read from each review itself. */
const findAtRisk = async (store: EntityStore, now: Instant): Promise<string[]> => {
  const found: string[] = [];
  for await (const { review } of readOpen(store, { atOnce: 1_000 })) {
    const { partition, dueAt, warnAt = dueAt } = review;
    if (warnAt !== undefined && warnAt <= now) found.push(partition);
  }
  return found;
};

const readEntries = async (
  deps: DigestDeps,
  partitions: readonly string[],
  told: ReadonlyMap<string, Member["kind"]>,
  now: Instant,
): Promise<{ entries: DigestEntry[]; unreadable: number }> => {
  const entries: DigestEntry[] = [];
  let unreadable = 0;
  await inParallel(partitions, CONCURRENCY, async (partition) => {
    try {
      const entry = await toEntry(deps, partition, told.get(partition), now);
      if (entry !== undefined) entries.push(entry);
    } catch (error) {
      if (hasCode(error, "LEDGER_UNAVAILABLE")) throw error;
      // One row that makes no sense keeps no digest from going out, and is not passed over in silence either.
      unreadable += 1;
    }
  });
  return { entries, unreadable };
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

/**
 * A review that absorbed digests and this one name is shown once, by what was announced of it last; its breach stays news,
 * as the digest that would have told it was not sent.
 */
const ofEach = (members: readonly Member[]): Member[] => {
  const latest = new Map<string, Member>();
  for (const member of members) {
    const key = member.partition ?? member.cause;
    latest.set(key, latest.get(key)?.kind === "slaBreach" ? { ...member, kind: "slaBreach" } : member);
  }
  return [...latest.values()];
};

const toEntry = async (
  deps: DigestDeps,
  partition: string,
  told: Member["kind"] | undefined,
  now: Instant,
): Promise<DigestEntry | undefined> => {
  const entity = await deps.store.get("reviews", partition, REVIEW_ROW);
  if (entity === undefined) return undefined;
  const { facts, clock, terms, acknowledgements = [] }: ReviewRecord = fromReviewEntity(entity).record;
  const { dueAt, submittedAt } = clock;
  if (!isOpen(clock) || dueAt === undefined || submittedAt === undefined || terms === undefined) return undefined;
  const calendar = deps.calendars.get(terms.calendar);
  return {
    standing: standingOf(dueAt, told, now),
    submissionId: facts.submissionId,
    offer: facts.offer,
    offerTypeName: offerTypeName(facts.offer.type),
    publisher: facts.publisher,
    submittedAt,
    dueAt,
    lateInBusinessDays: lateInBusinessDays(terms, calendar, dueAt, now),
    businessHoursLeft: businessHoursBetween(terms, calendar, now, dueAt),
    days: clock.days,
    ...present({ owner: ownerAt(acknowledgements, now)?.by }),
  };
};

const standingOf = (dueAt: Instant, told: Member["kind"] | undefined, now: Instant): DigestStanding => {
  if (dueAt > now) return "dueSoon";
  return told === "slaBreach" ? "newlyLate" : "stillLate";
};

const toNotice = async (
  { log, store }: DigestDeps,
  { kind, notificationId, cause }: Member,
): Promise<TeamNotice | undefined> => {
  if (kind !== "teamNotice" || notificationId === undefined) return undefined;
  const stored = await log.get(notificationId);
  if (stored === undefined) return undefined;
  const { submissionId, reason, state } = stored.notification;
  const offerName = await offerNameOf(store, notificationId);
  const about = {
    ...present({ submissionId, offerName }),
  };
  const answer = present({ answer: reason });
  if (state === "queued" && reason === "noContacts") return { code: "noContacts", ...about };
  if (cause.startsWith(NOBODY_REACHED) && isUnreached(state)) return { code: "nobodyReached", ...answer, ...about };
  return state === "failed" ? { code: "mailFailed", ...answer, ...about } : undefined;
};

const offerNameOf = async (store: EntityStore, notificationId: string): Promise<string | undefined> => {
  const entity = await store.get("reviews", partitionOfNotification(notificationId) ?? "", REVIEW_ROW);
  return entity && fromReviewEntity(entity).record.facts.offer.name;
};
