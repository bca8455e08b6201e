import type { ReviewRecord } from "../sla/review-record.ts";
import { REVIEW_ROW } from "./keys.ts";
import { isPlaced, type PlaceDeps, placeReview } from "./place-reviews.ts";
import { readStoredReview, untilWritten } from "./review-rows.ts";

/**
 * Lets the index say what a review says, once nobody who writes it can be under way: whoever does has written to the index before, and
 * would be undone. Repeating it changes nothing. Mostly it says what the review said when it was `seen` a moment ago: that is one look.
 */
export const placeAsItIs = async (deps: PlaceDeps, partition: string, seen?: ReviewRecord): Promise<void> => {
  const { store } = deps;
  if (seen !== undefined && (await isPlaced(store, partition, seen))) return;
  await untilWritten(async () => {
    const stored = await readStoredReview(store, partition);
    if (stored === undefined) return true;
    await placeReview(deps, { partition, record: stored.record });
    return (await store.get("reviews", partition, REVIEW_ROW))?.etag === stored.etag ? true : undefined;
  });
};
