import { hasCode } from "../errors.ts";
import { earlier, type Instant, msBetween, plusMs } from "../instant.ts";
import { DUE_PARTITIONS, dueRow, parseDueRow, type DueKind } from "../ledger/keys.ts";
import type { NotificationLog } from "../ledger/notification-log.ts";
import type { Clock, Entity, EntityStore, Log, WorkQueue } from "../ports.ts";
import { announce, type Announced, type AnnounceDeps, type Candidate } from "./announce.ts";
import { clockCandidate, type ClockDeps, settleClock } from "./sweep-clock.ts";
import { sweepOpenNotification } from "./sweep-notification.ts";
import { noticeCandidate } from "./sweep-notice.ts";
import { inParallel } from "../in-parallel.ts";

/** What one sweep did. */
export interface SweepResult {
  readonly announced: number;
  readonly digests: number;
  /** Overdue notifications put back on the work queue. */
  readonly hinted: number;
  /** Due rows whose review or notification cannot be read; they are tried again later. */
  readonly broken: number;
}

/** What `makeSweepSla` needs. */
export interface SweepDeps extends ClockDeps, AnnounceDeps {
  readonly store: EntityStore;
  readonly log: NotificationLog;
  readonly queue: WorkQueue;
  readonly clock: Clock;
  readonly report: Log;
}

/** Looks at everything whose time has come: clocks, forgotten notifications, notices to the team. */
export type SweepSla = () => Promise<SweepResult>;

/** A row of the due index that is due. */
export interface DueEntry {
  readonly partition: string;
  readonly entity: Entity;
  readonly at: Instant;
  readonly kind: DueKind;
  readonly id: string;
}

/** What a due row turned out to be. */
export type Verdict =
  | { readonly kind: "announce"; readonly candidate: Candidate }
  /** Look again at this instant, and not before. */
  | { readonly kind: "refile"; readonly at: Instant; readonly overdueCount?: number; readonly hinted?: boolean }
  | { readonly kind: "done" }
  /** Points at nothing: perhaps not yet. */
  | { readonly kind: "stray" }
  /** The announcement was made before; only the review has to learn of it. */
  | { readonly kind: "settle" };

const BROKEN_AGAIN_IN_MS = 15 * 60_000;
const STRAY_AFTER_IN_MS = 60 * 60_000;
const CONCURRENCY = 16;

/** Makes the sweep (design §2, rules 9, 10 and 14). It computes its work from the tables, so a missed run is caught up by the next. */
export const makeSweepSla =
  (deps: SweepDeps): SweepSla =>
  async () => {
    const entries = await readDue(deps);
    let hinted = 0;
    let broken = 0;
    const found: { entry: DueEntry; verdict: Verdict; now: Instant }[] = [];
    await inParallel(entries, CONCURRENCY, async ({ entry, now }) => {
      try {
        const verdict = await judge(deps, entry, now);
        if (verdict.kind === "refile" && verdict.hinted === true) hinted += 1;
        found.push({ entry, verdict, now });
      } catch (error) {
        if (hasCode(error, "LEDGER_UNAVAILABLE") || hasCode(error, "BUS_UNAVAILABLE")) throw error;
        broken += 1;
        deps.report("error", "A due row cannot be worked on; trying again in 15 minutes.", {
          rowKey: entry.entity.rowKey,
          error: String(error),
        });
        found.push({ entry, verdict: { kind: "refile", at: plusMs(now, BROKEN_AGAIN_IN_MS) }, now });
      }
    });
    const candidates = found.flatMap(({ verdict }) => (verdict.kind === "announce" ? [verdict.candidate] : []));
    const announced: Announced = await announce(deps, candidates);
    // Only after the digests are queued do the reviews learn of it: a crash before is repaired by the next sweep.
    await inParallel(found, CONCURRENCY, async ({ entry, verdict, now }) => await settle(deps, entry, verdict, now));
    await writeHeartbeat(deps);
    return { announced: announced.count, digests: announced.digests, hinted, broken };
  };

/** Clocks of machines differ: the sweep's now is the earlier of its own clock and the store's. */
const readDue = async ({ store, clock }: SweepDeps): Promise<{ entry: DueEntry; now: Instant }[]> => {
  const perPartition = await Promise.all(
    DUE_PARTITIONS.map(async (partition) => {
      const entries: { entry: DueEntry; now: Instant }[] = [];
      let continuation: string | undefined;
      do {
        const ownNow = clock.now();
        const page = await store.list(
          "due",
          partition,
          { to: `${ownNow}}` },
          continuation === undefined ? {} : { continuation },
        );
        const now = earlier(ownNow, page.now);
        for (const entity of page.entities) {
          const key = parseDueRow(entity.rowKey);
          if (key !== undefined && key.at <= now) entries.push({ entry: { partition, entity, ...key }, now });
        }
        continuation = page.continuation;
      } while (continuation !== undefined);
      return entries;
    }),
  );
  return perPartition.flat();
};

const judge = async (deps: SweepDeps, entry: DueEntry, now: Instant): Promise<Verdict> => {
  switch (entry.kind) {
    case "clock":
      return await clockCandidate(deps, entry, now);
    case "open":
      return await sweepOpenNotification(deps, entry, now);
    case "notice":
      return await noticeCandidate(deps, entry);
  }
};

const settle = async (deps: SweepDeps, entry: DueEntry, verdict: Verdict, now: Instant): Promise<void> => {
  switch (verdict.kind) {
    case "refile":
      return await refile(deps, entry, verdict.at, verdict.overdueCount ?? 0);
    case "done":
      return await remove(deps, entry);
    case "stray":
      if (msBetween(entry.entity.writtenAt, now) > STRAY_AFTER_IN_MS) await remove(deps, entry);
      return;
    case "settle":
    case "announce": {
      if (entry.kind !== "clock") return await remove(deps, entry);
      const nextAt = await settleClock(deps, entry, now);
      return nextAt === undefined ? await remove(deps, entry) : await refile(deps, entry, nextAt, 0);
    }
  }
};

/** The later row is written before this one is removed. */
const refile = async (deps: SweepDeps, entry: DueEntry, at: Instant, overdueCount: number): Promise<void> => {
  const rowKey = dueRow(at, entry.kind, entry.id);
  if (rowKey === entry.entity.rowKey) return;
  await deps.store.transact("due", entry.partition, [{ kind: "upsert", rowKey, fields: { overdueCount } }]);
  await remove(deps, entry);
};

/** By the etag it was read with: a row that somebody has written again since then stays. */
const remove = async ({ store }: SweepDeps, { partition, entity }: DueEntry): Promise<void> => {
  await store.transact("due", partition, [{ kind: "delete", rowKey: entity.rowKey, etag: entity.etag }]);
};

/** Health looks at this row. */
export const HEARTBEAT = { partition: "sweep", row: "heartbeat" } as const;

const writeHeartbeat = async ({ store, clock }: SweepDeps): Promise<void> => {
  await store.transact("state", HEARTBEAT.partition, [
    { kind: "upsert", rowKey: HEARTBEAT.row, fields: { sweptAt: clock.now() } },
  ]);
};
