import { CANONICAL_OFFER_TYPES, canonicalOfferType, offerTypeName } from "../../core/articles/offer-types.ts";
import { sha256 } from "../../core/hash.ts";
import { type BoardQuery, NOBODY } from "../../core/ledger/board-query.ts";
import type { BoardReview } from "../../core/ledger/board-review.ts";
import { CLOCK_STATES } from "../../core/sla/review-clock.ts";
import type { Board } from "../../core/verbs/show-board.ts";
import { BOARD_LINK, reviewLink } from "./links.ts";
import { toTimeView, zoneName } from "./time-view.ts";
import { count, howLate, STATE_VIEWS, timeLeft } from "./words.ts";

const FILTERS = ["state", "offerType", "publisher", "owner", "text"] as const;

/** In the order in which a team asks. */
const COUNTED = ["breached", "warned", "running", "paused", "met", "metLate", "cancelled", "untracked"] as const;

/** What the board's page shows. */
export const toBoardView = (board: Board, query: BoardQuery) => {
  const asked = Object.fromEntries(FILTERS.map((name) => [name, String(query[name] ?? "")])) as Record<
    (typeof FILTERS)[number],
    string
  >;
  const linkOf = (further: Readonly<Record<string, string | undefined>>): string => {
    const given = Object.entries({ ...asked, ...further }).filter((one): one is [string, string] => Boolean(one[1]));
    return given.length === 0 ? BOARD_LINK : `${BOARD_LINK}?${new URLSearchParams(given)}`;
  };
  const isFiltered = FILTERS.some((name) => asked[name] !== "");
  const option = (name: "state" | "offerType") => (value: string, text: string) => ({
    value,
    text,
    isChosen: asked[name] === value,
  });
  return {
    asOf: toTimeView(board.asOf, board.zone),
    zone: zoneName(board.zone),
    selfLink: linkOf({ cursor: query.cursor === undefined ? undefined : String(query.cursor) }),
    counts: COUNTED.map((state) => ({
      ...STATE_VIEWS[state],
      amount: board.counts[state],
      link: linkOf({ state: asked.state === state ? undefined : state }),
      isChosen: asked.state === state,
    })),
    filters: {
      states: CLOCK_STATES.map((state) => option("state")(state, STATE_VIEWS[state].word)),
      offerTypes: CANONICAL_OFFER_TYPES.map((type) => option("offerType")(type, offerTypeName(type))),
      publisher: asked.publisher,
      owner: asked.owner,
      text: asked.text,
      nobody: NOBODY,
    },
    isFiltered,
    clearLink: BOARD_LINK,
    found: describeFound(board, asked.state),
    rows: board.reviews.map((review) => toRow(review, board.zone)),
    isEmpty: board.reviews.length === 0,
    nextLink: board.cursor === undefined ? null : linkOf({ cursor: board.cursor }),
    firstLink: query.cursor === undefined ? null : linkOf({ cursor: undefined }),
  };
};

const describeFound = ({ reviews, cursor }: Board, state: string): string => {
  const what = state === "" ? "open review" : "review";
  return `${count(reviews.length, what)}${cursor === undefined ? "" : " on this page"}`;
};

const toRow = (review: BoardReview, pageZone: string) => {
  const { submissionId, offerName, offerType, publisherId, state, isLate, dueAt, zone, owner } = review;
  const shown = isLate ? STATE_VIEWS.breached : STATE_VIEWS[state];
  const left = review.leftInBusinessHours;
  return {
    ...shown,
    key: sha256(submissionId).slice(0, 16),
    link: reviewLink(submissionId),
    offerName,
    offerType: offerTypeName(canonicalOfferType(offerType) ?? offerType),
    publisherId,
    submissionId,
    due: dueAt === undefined ? null : toTimeView(dueAt, zone, pageZone),
    left:
      left === undefined || dueAt === undefined ? null : isLate ? `late ${howLate(left, dueAt, zone)}` : timeLeft(left),
    owner: owner === undefined ? null : { by: owner.by },
    isNobodys: owner === undefined && isLate,
  };
};
