/** One review as the pace is learned from: how many business days old it was when it ended, or is while it is open. */
export interface PacedReview {
  readonly offerType: string;
  readonly age: number;
  readonly hasEnded: boolean;
}

/** The chance that a review of an offer type that is open on a business day of its life ends on that day. */
export type ReviewPace = (offerType: string, age: number) => number;

/** Business days of life that are told apart; later ones share two chances, since few reviews reach each of them. */
const TOLD_APART = 10;
const OLD = 20;
const SPANS = TOLD_APART + 3;

const spanOf = (age: number): number => {
  if (age <= TOLD_APART) return Math.max(0, age);
  return age <= OLD ? TOLD_APART + 1 : TOLD_APART + 2;
};

/** A type weighs as much as all types together once this many of its reviews reached an age. */
const PRIOR_REVIEWS = 10;
/** So little that a few reviews that nobody finishes are seen not to end: they are most of what is late for long. */
const PRIOR_DAYS = 0.5;

interface Tally {
  readonly ended: number[];
  readonly reached: number[];
}

const newTally = (): Tally => ({ ended: Array(SPANS).fill(0), reached: Array(SPANS).fill(0) });

const addTo = (counts: number[], span: number): void => {
  counts[span] = (counts[span] ?? 0) + 1;
};

const count = ({ ended, reached }: Tally, age: number, hasEnded: boolean): void => {
  // A day that an open review is in is not over, so only those before it say something.
  const reachedTo = hasEnded ? age : age - 1;
  for (let at = 0; at <= reachedTo; at += 1) addTo(reached, spanOf(at));
  if (hasEnded) addTo(ended, spanOf(age));
};

const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);

/**
 * Learns the pace by the life table (Kaplan and Meier 1958): what is still open counts for the days that it has lived through.
 * Where a type has few reviews, all types speak for it; where nobody has any, the mean of all days does.
 */
export const learnPace = (reviews: readonly PacedReview[]): ReviewPace => {
  const all = newTally();
  const types = new Map<string, Tally>();
  for (const { offerType, age, hasEnded } of reviews) {
    const tally = types.get(offerType) ?? newTally();
    types.set(offerType, tally);
    for (const one of [all, tally]) count(one, Math.max(0, age), hasEnded);
  }
  const mean = (sum(all.ended) + 1) / (sum(all.reached) + 2);
  return (offerType, age) => {
    const at = spanOf(age);
    const shared = ((all.ended[at] ?? 0) + PRIOR_DAYS * mean) / ((all.reached[at] ?? 0) + PRIOR_DAYS);
    const own = types.get(offerType);
    return ((own?.ended[at] ?? 0) + PRIOR_REVIEWS * shared) / ((own?.reached[at] ?? 0) + PRIOR_REVIEWS);
  };
};
