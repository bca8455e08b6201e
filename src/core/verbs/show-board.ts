import { checkRequest } from "../check-request.ts";
import { readCursor, toCursor } from "../cursor.ts";
import type { Instant } from "../instant.ts";
import { type BoardQuery, boardQuerySchema } from "../ledger/board-query.ts";
import { type BoardReview, toBoardReview, wantedBy } from "../ledger/board-review.ts";
import { type ListedReview, readNewestDue, readOpen } from "../ledger/review-lists.ts";
import type { ReviewSummary } from "../ledger/review-summary.ts";
import { readTally, type Tally } from "../ledger/tally.ts";
import type { Clock, EntityStore } from "../ports.ts";
import { present } from "../present.ts";
import type { CalendarCatalogue } from "../sla/calendar-catalogue.ts";
import { isOpen } from "../sla/review-clock.ts";

/** What the desk shows first. */
export interface Board {
  /** The moment at which the ledger was read. */
  readonly asOf: Instant;
  /** Zone of the promised times, as it is set now. */
  readonly zone: string;
  /** Of all reviews, whatever is asked for. */
  readonly counts: Tally;
  /** Open ones, late first, then due next, those that wait last; of a state without a running clock: newest due first. */
  readonly reviews: readonly BoardReview[];
  /** Present when more may follow, also after a page that is not full: a search stops after so many rows. */
  readonly cursor?: string;
}

/** Shows the open reviews, or those of one state. Throws `REQUEST_INVALID` whose problems name every wrong part of the query, and `CURSOR_INVALID`. */
export type ShowBoard = (query: BoardQuery) => Promise<Board>;

/** What `makeShowBoard` needs. */
export interface BoardDeps {
  readonly store: EntityStore;
  readonly clock: Clock;
  readonly calendars: CalendarCatalogue;
  readonly zone: string;
}

/** A search looks at no more rows than this for one page. */
const MOST_LOOKED_AT = 5_000;
/** What the table service gives at most in one answer. */
const MOST_ROWS = 1_000;

/** Makes the board: two requests for a page of all open reviews, and more only for a search. */
export const makeShowBoard =
  ({ store, clock, calendars, zone }: BoardDeps): ShowBoard =>
  async (query) => {
    const { cursor, limit, ...filter } = checkRequest(boardQuerySchema, query);
    const { state, offerType, publisher, owner, text } = filter;
    const now = clock.now();
    const after = cursor === undefined ? undefined : readCursor(cursor, filter);
    const isSearch = owner !== undefined || text !== undefined;
    const isOnBoard = state === undefined || isOpen({ state });
    const isNarrowed = isOnBoard && (offerType !== undefined || publisher !== undefined);
    const atOnce = isSearch || isNarrowed ? MOST_ROWS : limit + 1;
    const facet = publisher === undefined ? (offerType === undefined ? {} : { offerType }) : { publisher };
    const place = present({ state, after });
    const listed = isOnBoard
      ? readOpen(store, { ...place, atOnce })
      : readNewestDue(store, { ...place, facet, atOnce });
    const isWanted = wantedBy(filter, now);
    const [counts, page] = await Promise.all([readTally(store), takeBoardPage(listed, isWanted, limit)]);
    return {
      asOf: now,
      zone,
      counts,
      reviews: page.found.map(({ review }) => toBoardReview(review, calendars, now)),
      ...(page.endsAt === undefined ? {} : { cursor: toCursor(page.endsAt, filter) }),
    };
  };

/** The page, and the key that it ends at when more may follow. */
const takeBoardPage = async (
  listed: AsyncIterable<ListedReview>,
  isWanted: (review: ReviewSummary) => boolean,
  limit: number,
): Promise<{ readonly found: readonly ListedReview[]; readonly endsAt?: string }> => {
  const found: ListedReview[] = [];
  let lookedAt = 0;
  let endsAt: string | undefined;
  for await (const one of listed) {
    const isFull = found.length === limit || lookedAt === MOST_LOOKED_AT;
    if (isFull && endsAt !== undefined) return { found, endsAt };
    lookedAt += 1;
    endsAt = one.key;
    if (isWanted(one.review)) found.push(one);
  }
  return { found };
};
