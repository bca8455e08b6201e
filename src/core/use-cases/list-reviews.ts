import * as z from "zod";
import { canonicalOfferType } from "../articles/offer-types.ts";
import { checkRequest } from "../check-request.ts";
import { readCursor, toCursor } from "../cursor.ts";
import type { ReviewIndex, ReviewSummary } from "../ledger/review-index.ts";
import { CLOCK_STATES } from "../sla/review-clock.ts";

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
export interface ReviewPage {
  readonly submissions: readonly Omit<ReviewSummary, "partition">[];
  /** Present when more follow; ask with it for the next page. */
  readonly cursor?: string;
}

/** Lists reviews, newest due first, those without a due time last. Throws `REQUEST_INVALID` whose problems name every wrong part of the query, and `CURSOR_INVALID`. */
export type ListReviews = (query: ListQuery) => Promise<ReviewPage>;

/** Makes the list from the review index. A page begins after the key of the last row before it, so rows that come and go move nothing. */
export const makeListReviews =
  ({ index }: { index: Pick<ReviewIndex, "all"> }): ListReviews =>
  async (query) => {
    const { cursor, limit, ...filter } = checkRequest(listQuerySchema, query);
    const { state, offerType, publisher } = filter;
    const after = cursor === undefined ? undefined : readCursor(cursor, filter);
    const found = (await index.all())
      .filter((review) => state === undefined || review.state === state)
      .filter((review) => offerType === undefined || typeOf(review.offerType) === typeOf(offerType))
      .filter((review) => publisher === undefined || review.publisherId === publisher)
      .map((review) => ({ key: keyOf(review), review }))
      .filter(({ key }) => after === undefined || key < after)
      .sort((a, b) => (a.key < b.key ? 1 : -1));
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return {
      submissions: page.map(({ review: { partition: _key, ...shown } }) => shown),
      ...(last === undefined || found.length === page.length ? {} : { cursor: toCursor(last.key, filter) }),
    };
  };

const NO_DUE_TIME = "0";

/** Producers write one type in several ways. */
const typeOf = (offerType: string): string => canonicalOfferType(offerType) ?? offerType;

/** Unique, and sorts by due time, before which comes none. */
const keyOf = ({ dueAt, partition }: ReviewSummary): string => `${dueAt ?? NO_DUE_TIME}|${partition}`;
