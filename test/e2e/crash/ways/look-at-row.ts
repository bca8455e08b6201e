import { toEpochMs } from "../../../../src/core/instant.ts";
import { isOpen, type Notification } from "../../../../src/core/notifications/notification.ts";
import type { SentMail } from "../../../helpers/local-stack.ts";
import type { Look } from "./play.ts";

/** What is to be seen of the rows that a victim's mail has, which must be one, and of its mails. */
export const lookAtRow = (rows: readonly Notification[], mails: readonly Pick<SentMail, "at">[]): Look => {
  const [row] = rows;
  const acceptedAtMs = row?.acceptedAt === undefined ? undefined : toEpochMs(row.acceptedAt);
  const isDone = acceptedAtMs !== undefined && mails.length > 0 && rows.every(({ state }) => !isOpen(state));
  return {
    mails: mails.length,
    state: rows.length === 0 ? "no row" : rows.map(({ state }) => state).join(" and "),
    isUnknownKept: rows.some(({ attempts }) => attempts.some(({ outcome }) => outcome === "unknown")),
    doneAtMs: isDone ? Math.max(acceptedAtMs, ...mails.map(({ at }) => at)) : undefined,
    rows,
  };
};
