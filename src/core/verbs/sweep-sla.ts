import { hasCode, isOutage } from "../errors.ts";
import { inParallel } from "../in-parallel.ts";
import { type Instant, msBetween, plusMs } from "../instant.ts";
import { type DueEntry, dueAgain, fileDue, readDue, refileDue, removeDue } from "../ledger/due-index.ts";
import type { NotificationLog } from "../ledger/notification-log.ts";
import { placeReviews } from "../ledger/place-reviews.ts";
import { toReviewWrite } from "../ledger/review-entity.ts";
import { foldTally } from "../ledger/tally.ts";
import type { Clock, EntityStore, Log, Notices } from "../ports.ts";
import { type AnnounceDeps, type Announced, announce } from "./announce.ts";
import type { KeepForecast } from "./keep-forecast.ts";
import type { PurgeOld } from "./purge-old.ts";
import { type ClockDeps, clockCandidate, findNews, type PlannedClock, planClock, settleClock } from "./sweep-clock.ts";
import { noticeCandidate } from "./sweep-notice.ts";
import { sweepOpenNotification } from "./sweep-notification.ts";
import type { Verdict } from "./sweep-verdict.ts";

/** What one sweep did. */
export interface SweepResult {
  readonly announced: number;
  readonly digests: number;
  /** Overdue notifications put back on the work queue. */
  readonly hinted: number;
  /** Due rows whose review or notification cannot be read; they are tried again later. */
  readonly broken: number;
  /** Reviews and digests that were older than the ledger keeps. */
  readonly purged: number;
}

/** What `makeSweepSla` needs. */
export interface SweepDeps extends ClockDeps, AnnounceDeps {
  readonly store: EntityStore;
  readonly log: NotificationLog;
  readonly notices: Notices;
  readonly clock: Clock;
  readonly report: Log;
  /** Removes some of what is older than the ledger keeps. */
  readonly purgeOld: PurgeOld;
  /** Keeps the forecast of the day. */
  readonly keepForecast: KeepForecast;
  /** Puts back what the broker gave up; never throws. Absent where there is no broker. */
  readonly returnDeadLetters?: () => Promise<unknown>;
}

/** Looks at everything whose time has come: clocks, forgotten notifications, notices to the team. */
export type SweepSla = () => Promise<SweepResult>;

const BROKEN_AGAIN_IN_MS = 15 * 60_000;
const STRAY_AFTER_IN_MS = 60 * 60_000;
const CONCURRENCY = 16;

/** Makes the sweep. It computes its work from the tables, so a missed run is caught up by the next. */
export const makeSweepSla =
  (deps: SweepDeps): SweepSla =>
  async () => {
    const entries = await readDue(deps.store, deps.clock);
    let hinted = 0;
    const broken = new Set<string>();
    const found: { entry: DueEntry; verdict: Verdict; now: Instant }[] = [];
    /** One row that makes no sense does not keep the others waiting; an outage does. */
    const orLater = async (
      { entry, now }: { entry: DueEntry; now: Instant },
      work: () => Promise<Verdict | undefined>,
    ) => {
      try {
        return await work();
      } catch (error) {
        if (isOutage(error)) throw error;
        broken.add(entry.entity.rowKey);
        if (hasCode(error, "LEDGER_STUCK")) {
          // Mostly a moment's fault: the row stays where it is, and the next sweep looks again.
          deps.report("warn", "The ledger does not answer for a due row; the next sweep tries again.", {
            rowKey: entry.entity.rowKey,
            error: String(error),
          });
          return undefined;
        }
        deps.report("error", "A due row cannot be worked on; trying again in 15 minutes.", {
          rowKey: entry.entity.rowKey,
          error: String(error),
        });
        return { kind: "refile", at: plusMs(now, BROKEN_AGAIN_IN_MS) } as const;
      }
    };
    await inParallel(entries, CONCURRENCY, async ({ entry, now }) => {
      const verdict = await orLater({ entry, now }, async () => await judge(deps, entry, now));
      if (verdict?.kind === "refile" && verdict.hinted === true) hinted += 1;
      if (verdict !== undefined) found.push({ entry, verdict, now });
    });
    const candidates = found.flatMap(({ verdict }) => (verdict.kind === "announce" ? [verdict.candidate] : []));
    const announced: Announced = await announce(deps, candidates);
    await deps.notices.publish(
      found.flatMap(({ verdict }) => ("notices" in verdict ? verdict.notices : undefined) ?? []),
    );
    const plans = await writePlans(deps, found, announced);
    // Only after digests are queued and events are out do the reviews learn of it: a crash before is repaired by the next sweep.
    await inParallel(found, CONCURRENCY, async ({ entry, verdict, now }) => {
      const later = await orLater({ entry, now }, async () => {
        const plan = plans.get(entry);
        if (plan === undefined || !(await settlePlanned(deps, entry, plan))) {
          await settle(deps, entry, verdict, now, announced);
        }
        return undefined;
      });
      if (later !== undefined) await settle(deps, entry, later, now, announced);
    });
    await writeHeartbeat(deps);
    // The ledger answers, so what died waiting for it can be worked on again.
    await deps.returnDeadLetters?.();
    // Last, for nothing waits for it.
    await foldTally(deps.store);
    await deps.keepForecast(deps.report);
    const purged = await deps.purgeOld(deps.report);
    return { announced: announced.count, digests: announced.digests, hinted, broken: broken.size, purged };
  };

const judge = async (deps: SweepDeps, entry: DueEntry, now: Instant): Promise<Verdict> => {
  switch (entry.kind) {
    case "clock":
      return await clockCandidate(deps, entry, now);
    case "open":
      return await sweepOpenNotification(deps, entry, now);
    case "notice":
      return await noticeCandidate(deps, entry);
    case "news":
      return await findNews(deps, entry);
  }
};

/** Index and due rows of all reviews that learn of our announcements, in few requests and before the reviews are written. */
const writePlans = async (
  deps: SweepDeps,
  found: readonly { entry: DueEntry; verdict: Verdict; now: Instant }[],
  announced: Announced,
): Promise<Map<DueEntry, PlannedClock>> => {
  const plans = new Map<DueEntry, PlannedClock>();
  const planned = new Set<string>();
  for (const { entry, verdict, now } of found) {
    // A review that several due rows wake is written once; the others find it settled.
    if (verdict.kind !== "announce" || verdict.review === undefined || planned.has(entry.id)) continue;
    const plan = planClock(deps, entry, now, verdict.review, announced);
    if (plan === undefined) continue;
    plans.set(entry, plan);
    planned.add(entry.id);
  }
  await placeReviews(
    deps,
    [...plans].map(([{ id }, { record, previous }]) => ({ partition: id, record, previous })),
  );
  await fileDue(
    deps.store,
    [...plans].flatMap(([entry, { nextAt }]) => (nextAt === undefined ? [] : [dueAgain(entry, nextAt)])),
  );
  return plans;
};

/** False when somebody has changed the review since it was read. */
const settlePlanned = async (deps: SweepDeps, entry: DueEntry, plan: PlannedClock): Promise<boolean> => {
  const { record, etag, nextAt } = plan;
  const { kind } = await deps.commit({ partition: entry.id, writes: [toReviewWrite(record, etag)] });
  if (kind === "conflict") return false;
  const isSameRow = nextAt !== undefined && dueAgain(entry, nextAt).rowKey === entry.entity.rowKey;
  if (!isSameRow) await removeDue(deps.store, entry);
  return true;
};

const settle = async (
  deps: SweepDeps,
  entry: DueEntry,
  verdict: Verdict,
  now: Instant,
  announced: Announced,
): Promise<void> => {
  switch (verdict.kind) {
    case "refile":
      return await refileDue(
        deps.store,
        entry,
        dueAgain(entry, verdict.at, verdict.overdueCount),
        mayBeAhead(entry, now),
      );
    case "done":
      return mayBeAhead(entry, now) ? undefined : await removeDue(deps.store, entry);
    case "stray":
      return isYoung(entry, now) ? undefined : await removeDue(deps.store, entry);
    case "announce": {
      if (entry.kind !== "clock") return await removeDue(deps.store, entry);
      const nextAt = await settleClock(deps, entry, now, announced);
      return nextAt === undefined
        ? await removeDue(deps.store, entry)
        : await refileDue(deps.store, entry, dueAgain(entry, nextAt));
    }
  }
};

const isYoung = ({ entity }: DueEntry, now: Instant): boolean => msBetween(entity.writtenAt, now) <= STRAY_AFTER_IN_MS;

/** Due rows are written before their event's transaction, so a young one may tell what the review does not say yet. */
const mayBeAhead = (entry: DueEntry, now: Instant): boolean => entry.kind === "clock" && isYoung(entry, now);

/** Health looks at this row. */
export const HEARTBEAT = { partition: "sweep", row: "heartbeat" } as const;

const writeHeartbeat = async ({ store, clock }: SweepDeps): Promise<void> => {
  await store.transact("state", HEARTBEAT.partition, [
    { kind: "upsert", rowKey: HEARTBEAT.row, fields: { sweptAt: clock.now() } },
  ]);
};
