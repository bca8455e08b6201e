import { inParallel } from "../in-parallel.ts";
import { readDue } from "../ledger/due-index.ts";
import { writeHeartbeat } from "../ledger/heartbeat.ts";
import type { NotificationLog } from "../ledger/notification-log.ts";
import { foldTally } from "../ledger/tally.ts";
import type { Clock, EntityStore, Log, Notices } from "../ports.ts";
import { type AnnounceDeps, type Announced, announce } from "./announce.ts";
import { judgeDue, makeOrLater } from "./judge-due.ts";
import type { KeepForecast } from "./keep-forecast.ts";
import type { PurgeOld } from "./purge-old.ts";
import { settleDue } from "./settle-due.ts";
import type { ClockDeps } from "./sweep-clock.ts";
import { type FoundDue, settlePlanned, writePlans } from "./write-plans.ts";

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

const CONCURRENCY = 16;

/** Makes the sweep. It computes its work from the tables, so a missed run is caught up by the next. */
export const makeSweepSla =
  (deps: SweepDeps): SweepSla =>
  async () => {
    const entries = await readDue(deps.store, deps.clock);
    let hinted = 0;
    const broken = new Set<string>();
    const orLater = makeOrLater(deps.report, broken);
    const found: FoundDue[] = [];
    await inParallel(entries, CONCURRENCY, async ({ entry, now }) => {
      const verdict = await orLater({ entry, now }, async () => await judgeDue(deps, entry, now));
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
          await settleDue(deps, entry, verdict, now, announced);
        }
        return undefined;
      });
      if (later !== undefined) await settleDue(deps, entry, later, now, announced);
    });
    await writeHeartbeat(deps.store, deps.clock);
    // The ledger answers, so what died waiting for it can be worked on again.
    await deps.returnDeadLetters?.();
    // Last, for nothing waits for it.
    await foldTally(deps.store);
    await deps.keepForecast(deps.report);
    const purged = await deps.purgeOld(deps.report);
    return { announced: announced.count, digests: announced.digests, hinted, broken: broken.size, purged };
  };
