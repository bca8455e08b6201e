import type { Instant } from "../instant.ts";
import type { CommitDecision } from "../ledger/commit.ts";
import { type Digest, findUnsentDigest } from "../ledger/digests.ts";
import { notificationWrite } from "../ledger/notification-log.ts";
import { type AlertTeams, everyAddress } from "../notifications/alert-teams.ts";
import { hintOf } from "../notifications/hint.ts";
import { ALERTS_PARTITION } from "../notifications/notification-id.ts";
import type { EntityStore } from "../ports.ts";

/** What letting digests go needs. */
export interface ReleaseDeps extends AlertTeams {
  readonly store: EntityStore;
  readonly commit: CommitDecision;
}

/**
 * A clock that was announced and does not know of it yet was left by a sweeper that died: perhaps before its hints, so they
 * are sent again, as for a repeated event. Without this the digest would wait to be found overdue.
 */
export const hintAgain = async (deps: ReleaseDeps, digestIds: ReadonlySet<string>, now: Instant): Promise<void> => {
  const { store, commit } = deps;
  const found = await Promise.all(
    everyAddress(deps).map(async (address) => await findUnsentDigest(store, address, now)),
  );
  const waiting = found
    .flatMap((row) => row?.notification ?? [])
    .filter(({ state, cause }) => state === "queued" && digestIds.has(cause));
  await commit({ partition: ALERTS_PARTITION, writes: [], hints: waiting.map((one) => hintOf(one)) });
};

/**
 * Lets a digest's mails go. One that is still marked as being filled goes by itself a minute later at the latest, and one
 * that somebody has taken up since needs no letting go.
 */
export const releaseDigest = async ({ commit }: Pick<ReleaseDeps, "commit">, digest: Digest): Promise<void> => {
  for (const { notification, etag } of digest.notifications) {
    const { nextAttemptAt, ...rest } = notification;
    if (nextAttemptAt !== undefined)
      await commit({ partition: ALERTS_PARTITION, writes: [notificationWrite(rest, etag)] });
  }
  const hints = digest.notifications.map(({ notification }) => hintOf(notification));
  await commit({ partition: ALERTS_PARTITION, writes: [], hints });
};
