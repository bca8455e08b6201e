import type { Instant } from "../instant.ts";
import type { EntityStore } from "../ports.ts";
import { CLOCK_STATES, type ClockState } from "../sla/review-clock.ts";
import { INDEX_PARTITION } from "./keys.ts";
import { type Facet, keyInList, listRange, openRange } from "./list-keys.ts";
import { pagesOf } from "./list-rows.ts";
import { type ReviewSummary, toSummary } from "./review-summary.ts";

/** A review in a list, with the key after which the next page begins. */
export interface ListedReview {
  readonly key: string;
  readonly review: ReviewSummary;
}

/** What the table service gives at most in one answer. */
const MOST_ROWS = 1_000;

async function* readRange(
  store: EntityStore,
  range: { from: string; to: string },
  atOnce: number,
  keyOf: (rowKey: string) => string,
): AsyncGenerator<ListedReview, void, undefined> {
  for await (const { entities } of pagesOf(store, "index", INDEX_PARTITION, range, {
    limit: Math.min(atOnce, MOST_ROWS),
  })) {
    for (const entity of entities) yield { key: keyOf(entity.rowKey), review: toSummary(entity) };
  }
}

/** Open reviews in the order of the board: late first, then due next, those that wait last. `atOnce` are asked for in one request. */
export const readOpen = (
  store: EntityStore,
  { state, after, atOnce }: { readonly state?: ClockState; readonly after?: string; readonly atOnce: number },
): AsyncGenerator<ListedReview, void, undefined> =>
  readRange(store, openRange(state, after), atOnce, (rowKey) => rowKey);

/** What of which list is read, and from where on. */
export interface ListAsked {
  readonly facet: Facet;
  readonly state?: ClockState;
  readonly after?: string;
  /** How many of each state are asked for in one request. */
  readonly atOnce: number;
}

/** Reviews of a list by due time, latest first, those without one last: one range of rows for each state, merged. */
export async function* readNewestDue(
  store: EntityStore,
  { facet, state, after, atOnce }: ListAsked,
): AsyncGenerator<ListedReview, void, undefined> {
  const states = state === undefined ? CLOCK_STATES : [state];
  const ranges = states.map((one) => readRange(store, listRange(facet, one, after), atOnce, keyInList));
  const heads = await Promise.all(ranges.map(async (range) => ({ range, next: await range.next() })));
  for (;;) {
    const [first] = heads
      .flatMap((head) => (head.next.done === true ? [] : [{ head, listed: head.next.value }]))
      .sort((a, b) => (a.listed.key < b.listed.key ? -1 : 1));
    if (first === undefined) return;
    yield first.listed;
    first.head.next = await first.head.range.next();
  }
}

/** Partitions of the open reviews that are late or whose warning has come, by the lists; what is shown is read from each review itself. */
export const findAtRisk = async (
  store: EntityStore,
  now: Instant,
  isSeen: (offerType: string) => boolean,
): Promise<string[]> => {
  const found: string[] = [];
  for await (const { review } of readOpen(store, { atOnce: MOST_ROWS })) {
    const { partition, offerType, dueAt, warnAt = dueAt } = review;
    if (warnAt !== undefined && warnAt <= now && isSeen(offerType)) found.push(partition);
  }
  return found;
};
