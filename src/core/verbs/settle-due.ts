import { type Instant, msBetween } from "../instant.ts";
import { type DueEntry, dueAgain, refileDue, removeDue } from "../ledger/due-index.ts";
import type { Announced } from "./announce.ts";
import { type ClockDeps, settleClock } from "./sweep-clock.ts";
import type { Verdict } from "./sweep-verdict.ts";

const STRAY_AFTER_IN_MS = 60 * 60_000;

/** Does with a due row what it turned out to be: files it anew, or takes it away. A review first learns of its announcement. */
export const settleDue = async (
  deps: ClockDeps,
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
