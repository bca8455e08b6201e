import { canonicalOfferType } from "../articles/offer-types.ts";
import { sha256 } from "../hash.ts";
import type { Instant } from "../instant.ts";
import type { ClockState } from "../sla/review-clock.ts";

/*
 * The places of a review in the lists. Every place repeats what a list shows, so that a page is one range of rows.
 *
 *   open|<rank of its state>|<due>|<partition>      an open review on the board: late first, then due next, waiting last
 *   list|<facet>|<state>|<due, latest first>|<partition>   once for all, once for its offer type, once for its publisher
 */

/** What decides the places of a review. */
export interface Placed {
  readonly state: ClockState;
  readonly dueAt?: Instant;
  readonly offerType: string;
  readonly publisherId: string;
}

/** The order of states on the board. */
const RANKS: Readonly<Partial<Record<ClockState, string>>> = { breached: "1", warned: "2", running: "3", paused: "4" };

/** Sorts behind every instant. */
const NO_DUE_TIME = "none";

const shortHash = (text: string): string => sha256(text).slice(0, 16);

/** Producers write one offer type in several ways. */
export const sameType = (offerType: string): string => canonicalOfferType(offerType) ?? offerType;

/** Which of the lists is read. */
export type Facet = { readonly publisher: string } | { readonly offerType: string } | Readonly<Record<string, never>>;

const facetKey = (facet: Partial<Record<"publisher" | "offerType", string>>): string => {
  if (facet.publisher !== undefined) return `publisher-${shortHash(facet.publisher)}`;
  return facet.offerType === undefined ? "all" : `type-${shortHash(sameType(facet.offerType))}`;
};

/** Each digit turned round, so that the latest sorts first. */
const latestFirst = (at: Instant): string => at.replace(/\d/g, (digit) => String(9 - Number(digit)));

/** What tells a review's rows in a list apart, and sorts them: by due time, latest first. */
const listKey = ({ dueAt }: Placed, partition: string): string =>
  `${dueAt === undefined ? NO_DUE_TIME : latestFirst(dueAt)}|${partition}`;

const listPrefix = (facet: Facet, state: ClockState): string => `list|${facetKey(facet)}|${state}|`;

/** The rows of a review in every list that it is in. */
export const placesOf = (placed: Placed, partition: string): string[] => {
  const { state, dueAt, offerType, publisherId } = placed;
  const rank = RANKS[state];
  const facets: readonly Facet[] = [{}, { offerType }, { publisher: publisherId }];
  return [
    ...(rank === undefined ? [] : [`open|${rank}|${dueAt ?? NO_DUE_TIME}|${partition}`]),
    ...facets.map((facet) => `${listPrefix(facet, state)}${listKey(placed, partition)}`),
  ];
};

/** Sorts before every other row that begins with the same key, and is none of them. */
const AFTER = " ";

/** The rows of a list that come after `after`, a key that `keyInList` gave. */
export const listRange = (facet: Facet, state: ClockState, after?: string): { from: string; to: string } => {
  const prefix = listPrefix(facet, state);
  return { from: after === undefined ? prefix : `${prefix}${after}${AFTER}`, to: `${prefix}}` };
};

/** The part of a list row's key that sorts it among all states. */
export const keyInList = (rowKey: string): string => rowKey.split("|").slice(3).join("|");

/** The rows of open reviews on the board, of one state or all, that come after `after`, the key of such a row. */
export const openRange = (state?: ClockState, after?: string): { from: string; to: string } => {
  const prefix = state === undefined ? "open|" : `open|${RANKS[state] ?? ""}|`;
  return { from: after === undefined ? prefix : `${after}${AFTER}`, to: `${prefix}}` };
};

/** The partition of the review whose row in a list this is. */
export const partitionInList = (rowKey: string): string => rowKey.slice(rowKey.lastIndexOf("|") + 1);
