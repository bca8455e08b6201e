import type { Instant } from "../instant.ts";

/** The publisher was told that a review takes longer, and when to expect its result: one more promise of the same clock. */
export interface DelayNotice {
  /** When it was told. */
  readonly at: Instant;
  /** Which promise of the clock it is: 2 for the first notice, for the review time itself is the first promise. */
  readonly n: number;
  /** By when the result is promised now. */
  readonly expectedAt: Instant;
  /** When the review was due, as it stood then. */
  readonly dueAt: Instant;
  /** Why it takes longer, in the team's words: untrusted text. */
  readonly reason: string;
  /** Who told it, as they wrote it: untrusted text. */
  readonly by?: string;
  /** The digest whose link was used, and the address that it was sent to; absent for whoever asked otherwise. */
  readonly mail?: string;
  readonly mailTo?: string;
}

/** Notices whose date lies after the due time: where a pause has moved the due time past a date, that date promises nothing more. */
const laterThan = (notices: readonly DelayNotice[], dueAt: Instant): readonly DelayNotice[] =>
  notices.filter(({ expectedAt }) => expectedAt > dueAt);

/** The notice whose promise holds: the last one; undefined when nobody was told, or when the review is due later than that. */
export const noticeInForce = (notices: readonly DelayNotice[], dueAt: Instant | undefined): DelayNotice | undefined => {
  const last = notices.at(-1);
  return last !== undefined && (dueAt === undefined || last.expectedAt > dueAt) ? last : undefined;
};

/** The notice that holds, and those before it that were broken before the next one took their place; oldest first. */
export const noticesThatCount = (notices: readonly DelayNotice[], dueAt: Instant): readonly DelayNotice[] =>
  laterThan(notices, dueAt).filter(({ expectedAt }, index, all) => {
    const replacedAt = all[index + 1]?.at;
    return replacedAt === undefined || expectedAt <= replacedAt;
  });
