import type { Instant } from "../instant.ts";
import type { DueEntry } from "../ledger/due-index.ts";
import { dueMove, dueMoveToNext, moveDue } from "../ledger/due-move.ts";
import type { DueVerdict } from "../ledger/due-verdict.ts";
import { placeAsItIs } from "../ledger/place-as-it-is.ts";
import type { Announced } from "./announce.ts";
import { type SettleClockDeps, settleClock } from "./settle-clock.ts";

/** Does with a due row what it turned out to be: files it anew, or takes it away. A review first learns of its announcement. */
export const settleDue = async (
  deps: SettleClockDeps,
  entry: DueEntry,
  verdict: DueVerdict,
  now: Instant,
  announced: Announced,
): Promise<void> => {
  const isClockAnnounced = verdict.kind === "announce" && entry.kind === "clock";
  const move = isClockAnnounced
    ? dueMoveToNext(entry, await settleClock(deps, entry, now, announced))
    : dueMove(entry, verdict, now);
  // No row looks at this review again: what somebody who died, or came second, has left in the index would stay there.
  if (verdict.kind === "done" && entry.kind === "clock" && move.kind === "remove")
    await placeAsItIs(deps, entry.id, verdict.record);
  await moveDue(deps.store, entry, move);
};
