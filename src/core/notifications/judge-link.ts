import type { Instant } from "../instant.ts";
import { isOpen } from "../sla/review-clock.ts";
import type { ReviewRecord } from "../sla/review-record.ts";
import type { ActionLink } from "./action-link.ts";
import { addressMark } from "./alert-teams.ts";
import type { RefusedLink } from "./compose/action-page.ts";

/** What the ledger says of a link. */
export interface LinkCase {
  readonly isUsed: boolean;
  /** Of the mail that it came with; undefined where there is no such mail, or none to anybody. */
  readonly address: string | undefined;
  /** Of the review that it is about. */
  readonly record: ReviewRecord | undefined;
}

/** Why a link of ours does nothing, now; undefined for one that is open. */
export const judgeLink = (
  { mark, expiresAt }: Pick<ActionLink, "mark" | "expiresAt">,
  { isUsed, address, record }: LinkCase,
  now: Instant,
): RefusedLink | undefined => {
  if (isUsed) return "used";
  const isTheirs = address !== undefined && addressMark(address) === mark;
  if (expiresAt <= now || !isTheirs || record === undefined) return "expired";
  return record.terms === undefined || !isOpen(record.clock) ? "closed" : undefined;
};
