import * as z from "zod";
import type { Instant } from "../instant.ts";
import type { Stored } from "../stored.ts";
import { storedInstant } from "../stored-instant.ts";

/** The publisher was told that a review takes longer, and when to expect its result: one more promise of the same clock. */
export const delayNoticeSchema = z.object({
  /** When it was told. */
  at: storedInstant,
  n: z.number().meta({ description: "Which promise of this clock it is: 2 for the first notice of delay." }),
  /** By when the result is promised now. */
  expectedAt: storedInstant,
  /** When the review was due, as it stood then. */
  dueAt: storedInstant,
  /** Why it takes longer, in the team's words: untrusted text. */
  reason: z.string(),
  /** Who told it, as they wrote it: untrusted text. */
  by: z.string().exactOptional(),
  /** The digest whose link was used, and the address that it was sent to; absent for whoever asked otherwise. */
  mail: z.string().exactOptional(),
  mailTo: z.string().exactOptional(),
});
export type DelayNotice = Stored<typeof delayNoticeSchema>;

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
