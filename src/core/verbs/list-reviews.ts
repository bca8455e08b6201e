import * as z from "zod";
import { checkRequest } from "../check-request.ts";
import { readCursor, toCursor } from "../cursor.ts";
import { sameType } from "../ledger/list-keys.ts";
import { type ListedReview, readNewestDue } from "../ledger/review-lists.ts";
import { reviewSummarySchema } from "../ledger/review-summary.ts";
import type { EntityStore } from "../ports.ts";
import { present } from "../present.ts";
import { CLOCK_STATES } from "../sla/review-clock.ts";
import type { Stored } from "../stored.ts";

/** What a list may be asked for. */
export const listQuerySchema = z.object({
  state: z.enum(CLOCK_STATES, { error: `must be one of ${CLOCK_STATES.join(", ")}` }).optional(),
  offerType: z.string().optional(),
  publisher: z.string().optional(),
  cursor: z.string().optional(),
  limit: z.coerce.number({ error: "must be 1 to 200" }).int().min(1).max(200).default(50),
});

/** What a list may be asked for, as text from a query or checked before. */
export type ListQuery = Readonly<Partial<Record<keyof z.infer<typeof listQuerySchema>, unknown>>>;

/** One page of reviews. */
export const reviewPageSchema = z.object({
  submissions: z.array(reviewSummarySchema.meta({ id: "ReviewSummary" })),
  /** Present when more follow; ask with it for the next page. */
  cursor: z.string().exactOptional(),
});
export type ReviewPage = Stored<typeof reviewPageSchema>;

/** Lists reviews, newest due first, those without a due time last. Throws `REQUEST_INVALID` whose problems name every wrong part of the query, and `CURSOR_INVALID`. */
export type ListReviews = (query: ListQuery) => Promise<ReviewPage>;

/**
 * Makes the list. It reads no more than a page of rows for each state; those of a publisher are read on when an offer type is asked for
 * too. A page begins after the key of the last row before it, so rows that come and go move nothing.
 */
export const makeListReviews =
  ({ store }: { readonly store: EntityStore }): ListReviews =>
  async (query) => {
    const { cursor, limit, ...filter } = checkRequest(listQuerySchema, query);
    const { state, offerType, publisher } = filter;
    const after = cursor === undefined ? undefined : readCursor(cursor, filter);
    const facet = publisher === undefined ? (offerType === undefined ? {} : { offerType }) : { publisher };
    const found = readNewestDue(store, { facet, ...present({ state, after }), atOnce: limit + 1 });
    const isWanted = ({ review }: ListedReview): boolean =>
      offerType === undefined || sameType(review.offerType) === sameType(offerType);
    const { page, isMore } = await takePage(found, isWanted, limit);
    const last = page.at(-1);
    return {
      submissions: page.map(({ review: { partition: _key, ...shown } }) => shown),
      ...(last === undefined || !isMore ? {} : { cursor: toCursor(last.key, filter) }),
    };
  };

/** The first `limit` that are wanted, and whether another one follows. */
const takePage = async (
  listed: AsyncIterable<ListedReview>,
  isWanted: (one: ListedReview) => boolean,
  limit: number,
): Promise<{ readonly page: readonly ListedReview[]; readonly isMore: boolean }> => {
  const page: ListedReview[] = [];
  for await (const one of listed) {
    if (!isWanted(one)) continue;
    if (page.length === limit) return { page, isMore: true };
    page.push(one);
  }
  return { page, isMore: false };
};
