import * as z from "zod";
import { offerTypeName } from "../articles/offer-types.ts";
import { hasCode } from "../errors.ts";
import { inParallel } from "../in-parallel.ts";
import { type Instant, plusMs } from "../instant.ts";
import { membersRange, REVIEW_ROW } from "../ledger/keys.ts";
import { listAll } from "../ledger/list-rows.ts";
import { parseStored } from "../ledger/notification-entity.ts";
import type { NotificationLog } from "../ledger/notification-log.ts";
import { fromReviewEntity } from "../ledger/review-entity.ts";
import { readOpen } from "../ledger/review-lists.ts";
import { type ActionLinkSettings, LINK_ACTIONS, signLink } from "../notifications/action-link.ts";
import { type AlertTeams, addressMark, isSeenBy } from "../notifications/alert-teams.ts";
import { composeDigest } from "../notifications/compose/compose-digest.ts";
import type {
  ComposedView,
  ComposeSettings,
  DigestEntry,
  DigestStanding,
  TeamNotice,
} from "../notifications/mail-input.ts";
import { isUnreached, type Notification } from "../notifications/notification.ts";
import { ALERTS_PARTITION, partitionOfNotification } from "../notifications/notification-id.ts";
import type { Clock, EntityStore } from "../ports.ts";
import { present } from "../present.ts";
import { isTakenSince, ownerAt } from "../sla/acknowledgement.ts";
import { businessHoursBetween } from "../sla/business-hours.ts";
import type { CalendarCatalogue } from "../sla/calendar-catalogue.ts";
import { noticeInForce } from "../sla/delay-notice.ts";
import { lateInBusinessDays } from "../sla/lateness.ts";
import { ANNOUNCEMENT_KINDS, isOpen } from "../sla/review-clock.ts";
import type { ReviewRecord } from "../sla/review-record.ts";
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
  readonly teams: AlertTeams;
  /** Absent where mails hold no links that do something. */
  readonly actionLinks?: ActionLinkSettings | undefined;
  readonly settings: ComposeSettings;
}

const membersSchema = z.array(
  z.object({
    cause: z.string(),
    kind: z.enum([...ANNOUNCEMENT_KINDS, "teamNotice"]),
    n: z.int(),
    partition: z.string().optional(),
    notificationId: z.string().optional(),
    /** Marks of the addresses it is for; absent when it is for all that the digest goes to. */
    to: z.array(z.string()).optional(),
  }),
);
type Member = z.infer<typeof membersSchema>[number];

const CONCURRENCY = 16;

/** Makes the composer of alert digests. */
export const makeComposeDigest =
  (deps: DigestDeps): ComposeDigest =>
  async ({ notificationId, cause, absorbs = [], address = "" }) => {
    const now = deps.clock.now();
    const all = (await inOrder([...absorbs, cause], (id) => readMembers(deps.store, id))).flat();
    const members = all.filter(({ to }) => to === undefined || to.includes(addressMark(address)));
    const told = toldOf(members);
    const announced = await readEntries(deps, [...told.keys()], told, now);
    const notices: TeamNotice[] = [];
    await inParallel(
      [...new Map(members.map((member) => [member.cause, member])).values()],
      CONCURRENCY,
      async (member) => {
        const notice = await toNotice(deps, member);
        if (notice !== undefined) notices.push(notice);
      },
    );
    const hasNews = announced.entries.some(({ isNews }) => isNews);
    if (!hasNews && announced.unreadable === 0 && notices.length === 0) {
      return { kind: "unwanted", reason: announced.entries.length === 0 ? "allClocksStopped" : "takenOn" };
    }
    const isSeen = (offerType: string): boolean => isSeenBy(deps.teams, address, offerType);
    const partitions = (await findAtRisk(deps.store, now, isSeen)).filter((partition) => !told.has(partition));
    const others = await readEntries(deps, partitions, told, now);
    const linksOf = makeLinks(deps.actionLinks, { notificationId, mark: addressMark(address), now });
    const entries = [...announced.entries, ...others.entries].map(
      ({ entry, partition }): DigestEntry => ({ ...entry, ...present({ links: linksOf?.(partition) }) }),
    );
    const unreadable = announced.unreadable + others.unreadable;
    if (unreadable > 0) notices.push({ code: "unreadable", amount: unreadable });
    return { kind: "view", view: composeDigest({ now, entries, notices }, deps.settings) };
  };

/** Links are good for a week; each later digest has newer ones. */
const LINKS_LAST_IN_MS = 7 * 24 * 60 * 60_000;

/** Makes the links of one mail. */
const makeLinks = (
  settings: ActionLinkSettings | undefined,
  { now, ...mail }: { readonly notificationId: string; readonly mark: string; readonly now: Instant },
) => {
  const key = settings?.keys[0];
  if (settings === undefined || key === undefined) return undefined;
  const expiresAt = plusMs(now, LINKS_LAST_IN_MS);
  return (partition: string): DigestEntry["links"] =>
    LINK_ACTIONS.map((action) => ({
      action,
      url: `${settings.baseUrl}${signLink({ ...mail, action, partition, expiresAt }, key)}`,
    }));
};

/** Partitions of the open reviews that are late or whose warning has come, by the index; what is shown is read from each review itself. */
const findAtRisk = async (
  store: EntityStore,
  now: Instant,
  isSeen: (offerType: string) => boolean,
): Promise<string[]> => {
  const found: string[] = [];
  for await (const { review } of readOpen(store, { atOnce: 1_000 })) {
    const { partition, offerType, dueAt, warnAt = dueAt } = review;
    if (warnAt !== undefined && warnAt <= now && isSeen(offerType)) found.push(partition);
  }
  return found;
};

const readEntries = async (
  deps: DigestDeps,
  partitions: readonly string[],
  told: Told,
  now: Instant,
): Promise<{ entries: ReadEntry[]; unreadable: number }> => {
  const entries: ReadEntry[] = [];
  let unreadable = 0;
  await inParallel(partitions, CONCURRENCY, async (partition) => {
    try {
      const entry = await toEntry(deps, partition, told.get(partition) ?? new Set(), now);
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

/** What a digest has to tell of each review. */
type Told = ReadonlyMap<string, ReadonlySet<Member["kind"]>>;

/** A review that absorbed digests and this one name is shown once; its breach stays news, as the digest that would have told it was not sent. */
const toldOf = (members: readonly Member[]): Told => {
  const told = new Map<string, Set<Member["kind"]>>();
  for (const { partition, kind } of members) {
    if (partition !== undefined) told.set(partition, (told.get(partition) ?? new Set()).add(kind));
  }
  return told;
};

interface ReadEntry {
  readonly partition: string;
  readonly entry: DigestEntry;
  /** False when all there was to tell is that nobody has it, and by now somebody has. */
  readonly isNews: boolean;
}

const toEntry = async (
  deps: DigestDeps,
  partition: string,
  told: ReadonlySet<Member["kind"]>,
  now: Instant,
): Promise<ReadEntry | undefined> => {
  const entity = await deps.store.get("reviews", partition, REVIEW_ROW);
  if (entity === undefined) return undefined;
  const {
    facts,
    clock,
    terms,
    acknowledgements = [],
    delayNotices = [],
  }: ReviewRecord = fromReviewEntity(entity).record;
  const { dueAt, submittedAt } = clock;
  if (!isOpen(clock) || dueAt === undefined || submittedAt === undefined || terms === undefined) return undefined;
  const calendar = deps.calendars.get(terms.calendar);
  const isNobodys = told.has("slaEscalation") && !isTakenSince(acknowledgements, dueAt);
  const entry: DigestEntry = {
    standing: standingOf(dueAt, told, isNobodys, now),
    submissionId: facts.submissionId,
    offer: facts.offer,
    offerTypeName: offerTypeName(facts.offer.type),
    publisher: facts.publisher,
    submittedAt,
    dueAt,
    lateInBusinessDays: lateInBusinessDays(terms, calendar, dueAt, now),
    businessHoursLeft: businessHoursBetween(terms, calendar, now, dueAt),
    days: clock.days,
    ...present({
      owner: ownerAt(acknowledgements, now)?.by,
      expectedAt: noticeInForce(delayNotices, dueAt)?.expectedAt,
    }),
  };
  return { partition, entry, isNews: isNobodys || [...told].some((kind) => kind !== "slaEscalation") };
};

const standingOf = (
  dueAt: Instant,
  told: ReadonlySet<Member["kind"]>,
  isNobodys: boolean,
  now: Instant,
): DigestStanding => {
  if (dueAt > now) return "dueSoon";
  if (isNobodys) return "nobodys";
  return told.has("slaBreach") ? "newlyLate" : "stillLate";
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
