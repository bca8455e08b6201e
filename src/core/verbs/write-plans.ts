import type { Instant } from "../instant.ts";
import { type DueEntry, dueAgain, fileDue, removeDue } from "../ledger/due-index.ts";
import type { DueVerdict } from "../ledger/due-verdict.ts";
import { placeReviews } from "../ledger/place-reviews.ts";
import { toReviewWrite } from "../ledger/review-entity.ts";
import type { Announced } from "./announce.ts";
import { type PlannedClock, planClock, type SettleClockDeps } from "./settle-clock.ts";

/** A due row with what it turned out to be, at the moment that counts for it. */
export interface FoundDue {
  readonly entry: DueEntry;
  readonly verdict: DueVerdict;
  readonly now: Instant;
}

/** Index and due rows of all reviews that learn of our announcements, in few requests and before the reviews are written. */
export const writePlans = async (
  deps: SettleClockDeps,
  found: readonly FoundDue[],
  announced: Announced,
): Promise<Map<DueEntry, PlannedClock>> => {
  const plans = new Map<DueEntry, PlannedClock>();
  const planned = new Set<string>();
  for (const { entry, verdict, now } of found) {
    // A review that several due rows wake is written once; the others find it settled.
    if (verdict.kind !== "announce" || verdict.review === undefined || planned.has(entry.id)) continue;
    const plan = planClock(deps.calendars, entry.id, now, verdict.review, announced);
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
export const settlePlanned = async (deps: SettleClockDeps, entry: DueEntry, plan: PlannedClock): Promise<boolean> => {
  const { record, etag, nextAt } = plan;
  const { kind } = await deps.commit({ partition: entry.id, writes: [toReviewWrite(record, etag)] });
  if (kind === "conflict") return false;
  const isSameRow = nextAt !== undefined && dueAgain(entry, nextAt).rowKey === entry.entity.rowKey;
  if (!isSameRow) await removeDue(deps.store, entry);
  return true;
};
