import { hasCode, isOutage } from "../errors.ts";
import { type Instant, plusMs } from "../instant.ts";
import type { DueEntry } from "../ledger/due-index.ts";
import type { DueVerdict } from "../ledger/due-verdict.ts";
import type { NotificationLog } from "../ledger/notification-log.ts";
import type { Log } from "../ports.ts";
import { type ClockDeps, clockCandidate, findNews } from "./sweep-clock.ts";
import { noticeCandidate } from "./sweep-notice.ts";
import { sweepOpenNotification } from "./sweep-notification.ts";
import type { FoundDue } from "./write-plans.ts";

/** What judging needs. */
export interface JudgeDeps extends ClockDeps {
  readonly log: NotificationLog;
}

const BROKEN_AGAIN_IN_MS = 15 * 60_000;

/** One row that makes no sense does not keep the others waiting; an outage does. */
export const makeOrLater =
  (report: Log, broken: Set<string>) =>
  async (
    { entry, now }: Pick<FoundDue, "entry" | "now">,
    work: () => Promise<DueVerdict | undefined>,
  ): Promise<DueVerdict | undefined> => {
    const { rowKey } = entry.entity;
    try {
      return await work();
    } catch (error) {
      if (isOutage(error)) throw error;
      broken.add(rowKey);
      if (hasCode(error, "LEDGER_STUCK")) {
        // Mostly a moment's fault: the row stays where it is, and the next sweep looks again.
        report("warn", "The ledger does not answer for a due row; the next sweep tries again.", {
          rowKey,
          error: String(error),
        });
        return undefined;
      }
      report("error", "A due row cannot be worked on; trying again in 15 minutes.", { rowKey, error: String(error) });
      return { kind: "refile", at: plusMs(now, BROKEN_AGAIN_IN_MS) };
    }
  };

/** Says what a due row turned out to be. Throws what its review or notification cannot be read for. */
export const judgeDue = async (deps: JudgeDeps, entry: DueEntry, now: Instant): Promise<DueVerdict> => {
  switch (entry.kind) {
    case "clock":
      return await clockCandidate(deps, entry, now);
    case "open":
      return await sweepOpenNotification(deps, entry, now);
    case "notice":
      return await noticeCandidate(deps, entry);
    case "news":
      return await findNews(deps, entry);
  }
};
