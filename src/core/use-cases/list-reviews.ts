import * as z from "zod";
import { canonicalOfferType } from "../articles/offer-types.ts";
import { checkRequest } from "../check-request.ts";
import { NotifierError } from "../errors.ts";
import type { ReviewIndex, ReviewSummary } from "../ledger/review-index.ts";
import { CLOCK_STATES } from "../sla/review-clock.ts";

const querySchema = z.object({
  state: z.enum(CLOCK_STATES, { error: `must be one of ${CLOCK_STATES.join(", ")}` }).optional(),
  offerType: z.string().optional(),
  publisher: z.string().optional(),
  cursor: z.string().optional(),
  limit: z.coerce.number({ error: "must be 1 to 200" }).int().min(1).max(200).default(50),
});

/** What a list may be asked for, as text from a query. */
export type ListQuery = Readonly<Partial<Record<keyof z.infer<typeof querySchema>, string>>>;

/** One page of reviews. */
export interface ReviewPage {
  readonly submissions: readonly Omit<ReviewSummary, "partition">[];
  /** Present when more follow; ask with it for the next page. */
  readonly cursor?: string;
}

/** Lists reviews, newest due first, those without a due time last. Throws `REQUEST_INVALID` whose problems name every wrong part of the query. */
export type ListReviews = (query: ListQuery) => Promise<ReviewPage>;

/** Makes the list from the review index. A page begins after the key of the last row before it, so rows that come and go move nothing. */
export const makeListReviews =
  ({ index }: { index: Pick<ReviewIndex, "all"> }): ListReviews =>
  async (query) => {
    const { state, offerType, publisher, cursor, limit } = checkRequest(querySchema, query);
    const after = cursor === undefined ? undefined : readCursor(cursor);
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
      ...(last === undefined || found.length === page.length ? {} : { cursor: toCursor(last.key) }),
    };
  };

const NO_DUE_TIME = "0";

/** Producers write one type in several ways. */
const typeOf = (offerType: string): string => canonicalOfferType(offerType) ?? offerType;

/** Unique, and sorts by due time, before which comes none. */
const keyOf = ({ dueAt, partition }: ReviewSummary): string => `${dueAt ?? NO_DUE_TIME}|${partition}`;

const toCursor = (key: string): string => Buffer.from(key).toString("base64url");

const readCursor = (cursor: string): string => {
  const key = Buffer.from(cursor, "base64url").toString();
  if (/^[^|]*\|[0-9a-f]{64}$/.test(key)) return key;
  throw new NotifierError("REQUEST_INVALID", undefined, { problems: ["cursor: must be one that a list gave"] });
};
