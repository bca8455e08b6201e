import * as z from "zod";
import { checkRequest } from "../check-request.ts";
import { readCursor, toCursor } from "../cursor.ts";
import { NotifierError } from "../errors.ts";
import type { Instant } from "../instant.ts";
import { sameType } from "../ledger/list-keys.ts";
import { type ListedReview, readNewestDue, readOpen } from "../ledger/review-lists.ts";
import type { ReviewSummary } from "../ledger/review-summary.ts";
import { readTally, type Tally } from "../ledger/tally.ts";
import type { Clock, EntityStore } from "../ports.ts";
import { present } from "../present.ts";
import { businessHoursLeft } from "../sla/business-hours.ts";
import type { CalendarCatalogue } from "../sla/calendar-catalogue.ts";
import { CLOCK_STATES, isOpen } from "../sla/review-clock.ts";

/** Asks the board for reviews that nobody owns. */
export const NOBODY = "nobody";

const textSchema = z
  .string()
  .trim()
  .max(200)
  .transform((text) => text || undefined)
  .optional();

/** What the board may be asked for; what is left empty is not asked for. */
export const boardQuerySchema = z.object({
  state: z
    .union([z.literal("").transform(() => undefined), z.enum(CLOCK_STATES)], {
      error: `must be one of ${CLOCK_STATES.join(", ")}`,
    })
    .optional(),
  offerType: textSchema,
  publisher: textSchema,
  owner: textSchema.meta({ description: `A part of the owner's name, or \`${NOBODY}\`.` }),
  text: textSchema.meta({ description: "A part of the offer's name or id, the submission or the publisher." }),
  cursor: textSchema,
  limit: z.coerce.number({ error: "must be 1 to 200" }).int().min(1).max(200).default(50),
});

/** What the board may be asked for, as text from a query or checked before. */
export type BoardQuery = Readonly<Partial<Record<keyof z.infer<typeof boardQuerySchema>, unknown>>>;

/** One review on the board. */
export interface BoardReview extends Omit<ReviewSummary, "partition" | "owner" | "ownedUntil"> {
  /** True when it is open and past its due time, announced or not. */
  readonly isLate: boolean;
  /** Business hours to the due time, negative for those since; absent without a due time, and once the clock has stopped. */
  readonly leftInBusinessHours?: number;
  /** Whose it is now; absent for nobody's. */
  readonly owner?: { readonly by: string; readonly until: Instant };
}

/** What the desk shows first. */
export interface Board {
  /** The moment at which the ledger was read. */
  readonly asOf: Instant;
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
}

/** A search looks at no more rows than this for one page. */
const MOST_LOOKED_AT = 5_000;
/** What the table service gives at most in one answer. */
const MOST_ROWS = 1_000;

/** Makes the board: two requests for a page of all open reviews, and more only for a search. */
export const makeShowBoard =
  ({ store, clock, calendars }: BoardDeps): ShowBoard =>
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
      counts,
      reviews: page.found.map(({ review }) => toBoardReview(review, calendars, now)),
      ...(page.endsAt === undefined ? {} : { cursor: toCursor(page.endsAt, filter) }),
    };
  };

type Filter = Omit<z.infer<typeof boardQuerySchema>, "cursor" | "limit">;

const wantedBy = (
  { offerType, publisher, owner, text }: Filter,
  now: Instant,
): ((review: ReviewSummary) => boolean) => {
  const has = (value: string, part: string): boolean => value.toLowerCase().includes(part.toLowerCase());
  return (review) => {
    const ownedBy = ownerOf(review, now)?.by;
    if (offerType !== undefined && sameType(review.offerType) !== sameType(offerType)) return false;
    if (publisher !== undefined && review.publisherId !== publisher) return false;
    if (owner === NOBODY ? ownedBy !== undefined : owner !== undefined && !has(ownedBy ?? "", owner)) return false;
    const { submissionId, offerId, offerName, publisherId } = review;
    return text === undefined || [submissionId, offerId, offerName, publisherId].some((value) => has(value, text));
  };
};

const ownerOf = ({ owner, ownedUntil }: ReviewSummary, now: Instant): BoardReview["owner"] =>
  owner !== undefined && ownedUntil !== undefined && ownedUntil > now ? { by: owner, until: ownedUntil } : undefined;

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

const toBoardReview = (review: ReviewSummary, calendars: CalendarCatalogue, now: Instant): BoardReview => {
  const { partition: _partition, owner: _owner, ownedUntil: _until, ...shown } = review;
  return {
    ...shown,
    isLate: isOpen(review) && review.dueAt !== undefined && review.dueAt < now,
    ...present({ owner: ownerOf(review, now), leftInBusinessHours: hoursLeft(review, calendars, now) }),
  };
};

/** Undefined when the calendar is not installed or does not reach: a board without it is better than none. */
const hoursLeft = (review: ReviewSummary, calendars: CalendarCatalogue, now: Instant): number | undefined => {
  const { dueAt, zone, close, calendar } = review;
  if (!isOpen(review) || dueAt === undefined || zone === undefined || close === undefined || calendar === undefined) {
    return undefined;
  }
  try {
    return Math.round(businessHoursLeft({ zone, close }, calendars.get(calendar), now, dueAt) * 10) / 10;
  } catch (error) {
    if (error instanceof NotifierError) return undefined;
    throw error;
  }
};
