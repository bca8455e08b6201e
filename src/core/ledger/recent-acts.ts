import { type Instant, plusMs } from "../instant.ts";
import type { Addresses } from "./addresses.ts";
import type { ReplayRecords } from "./replay-records.ts";

/** What somebody did that is about no review: they sent a message on its way again, or let mail go to an address again. */
export interface Act {
  readonly kind: "replayed" | "released";
  readonly at: Instant;
  /** Who; absent for what was done before names were kept. */
  readonly by?: string;
  /** Id of the message, or key of the mark. */
  readonly what: string;
  /** Where the message went. */
  readonly queue?: string;
}

/** What is called recent. */
export const ACTS_SHOWN_FOR_IN_DAYS = 30;

const MOST_SHOWN = 50;
const DAY_IN_MS = 24 * 60 * 60_000;

/** What was done in the last days, newest first. */
export const readRecentActs = async (
  { replays, addresses }: { readonly replays: Pick<ReplayRecords, "list">; readonly addresses: Addresses },
  now: Instant,
): Promise<readonly Act[]> => {
  const since = plusMs(now, -ACTS_SHOWN_FOR_IN_DAYS * DAY_IN_MS);
  const [sent, released] = await Promise.all([replays.list(), addresses.releases(since)]);
  const acts: Act[] = [
    ...sent
      .filter(({ replayedAt }) => replayedAt >= since)
      .map(
        ({ id, replayedAt, queue, by }): Act => ({
          kind: "replayed",
          at: replayedAt,
          what: id,
          queue,
          ...(by === undefined ? {} : { by }),
        }),
      ),
    ...released.map(({ key, at, by }): Act => ({ kind: "released", at, by, what: key })),
  ];
  return acts.sort((a, b) => (a.at > b.at ? -1 : 1)).slice(0, MOST_SHOWN);
};
