import { type Instant, plusMs } from "../instant.ts";

const FIRST_IN_MS = 2 * 60_000;
const LONGEST_IN_MS = 6 * 60 * 60_000;

/** A forgotten notification is put back this often before it is given up. */
export const MAX_OVERDUE_COUNT = 20;

/** A failed result that nobody can be told of is told to the team after 15 minutes. */
export const NO_CONTACTS_NOTICE_IN_MS = 15 * 60_000;

/** When a notification that should have moved at `expectedAt` counts as forgotten: 2 minutes later, and each time twice as late. */
export const overdueAt = (expectedAt: Instant, overdueCount: number): Instant =>
  plusMs(expectedAt, Math.min(LONGEST_IN_MS, FIRST_IN_MS * 2 ** Math.min(overdueCount, 20)));
