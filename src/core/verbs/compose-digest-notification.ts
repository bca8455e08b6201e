import { hasCode } from "../errors.ts";
import { inParallel } from "../in-parallel.ts";
import type { Instant } from "../instant.ts";
import { readMembers } from "../ledger/digest-members.ts";
import type { NotificationLog } from "../ledger/notification-log.ts";
import { findAtRisk } from "../ledger/review-lists.ts";
import { readRecord } from "../ledger/review-rows.ts";
import type { ActionLinkSettings } from "../notifications/action-link.ts";
import { type AlertTeams, addressMark, isSeenBy } from "../notifications/alert-teams.ts";
import { composeDigest } from "../notifications/compose/compose-digest.ts";
import { type ShownReview, type Told, toDigestEntry, toldOf } from "../notifications/compose/digest-entry.ts";
import { makeDigestLinks } from "../notifications/compose/digest-links.ts";
import type { ComposedView, ComposeSettings, DigestEntry } from "../notifications/mail-input.ts";
import type { Notification } from "../notifications/notification.ts";
import type { Clock, EntityStore } from "../ports.ts";
import { present } from "../present.ts";
import type { CalendarCatalogue } from "../sla/calendar-catalogue.ts";
import { readTeamNotices } from "./read-team-notices.ts";

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

const CONCURRENCY = 16;

/** Makes the composer of alert digests. */
export const makeComposeDigest =
  (deps: DigestDeps): ComposeDigest =>
  async (notification) => {
    const { cause, absorbs = [], address = "" } = notification;
    const now = deps.clock.now();
    const all = await readMembers(deps.store, [...absorbs, cause]);
    const members = all.filter(({ to }) => to === undefined || to.includes(addressMark(address)));
    const told = toldOf(members);
    const announced = await readEntries(deps, [...told.keys()], told, now);
    const notices = await readTeamNotices(deps, members);
    if (!announced.shown.some(({ isNews }) => isNews) && announced.unreadable === 0 && notices.length === 0) {
      return { kind: "unwanted", reason: announced.shown.length === 0 ? "allClocksStopped" : "takenOn" };
    }
    const isSeen = (offerType: string): boolean => isSeenBy(deps.teams, address, offerType);
    const atRisk = await findAtRisk(deps.store, now, isSeen);
    const others = await readEntries(
      deps,
      atRisk.filter((partition) => !told.has(partition)),
      told,
      now,
    );
    const linksOf = makeDigestLinks(deps.actionLinks, notification);
    const entries = [...announced.shown, ...others.shown].map(
      ({ entry, partition }): DigestEntry => ({ ...entry, ...present({ links: linksOf?.(partition) }) }),
    );
    const unreadable = announced.unreadable + others.unreadable;
    if (unreadable > 0) notices.push({ code: "unreadable", amount: unreadable });
    return { kind: "view", view: composeDigest({ now, entries, notices }, deps.settings) };
  };

const readEntries = async (
  { store, calendars }: DigestDeps,
  partitions: readonly string[],
  told: ReadonlyMap<string, Told>,
  now: Instant,
): Promise<{ shown: (ShownReview & { partition: string })[]; unreadable: number }> => {
  const shown: (ShownReview & { partition: string })[] = [];
  let unreadable = 0;
  await inParallel(partitions, CONCURRENCY, async (partition) => {
    try {
      const record = await readRecord(store, partition);
      const one = record && toDigestEntry(record, told.get(partition) ?? new Set(), calendars, now);
      if (one !== undefined) shown.push({ ...one, partition });
    } catch (error) {
      if (hasCode(error, "LEDGER_UNAVAILABLE")) throw error;
      // One row that makes no sense keeps no digest from going out, and is not passed over in silence either.
      unreadable += 1;
    }
  });
  return { shown, unreadable };
};
