import { plusMs } from "../instant.ts";
import type { CommitDecision } from "../ledger/commit.ts";
import { dueOpen, forgetDue } from "../ledger/due-index.ts";
import type { NotificationLog } from "../ledger/notification-log.ts";
import { untilWritten } from "../ledger/review-rows.ts";
import { toCommit } from "../ledger/to-commit.ts";
import { type AttemptPolicy, lookAgain } from "../notifications/after-attempt.ts";
import { laterHintOf } from "../notifications/hint.ts";
import { nextMove, type Unused } from "../notifications/next-move.ts";
import { isOpen, type NotificationState, type StoredNotification } from "../notifications/notification.ts";
import { partitionOf } from "../notifications/notification-id.ts";
import type { Clock, EntityStore, NotificationHint } from "../ports.ts";
import type { AskProvider, Decided } from "./ask-provider.ts";
import type { PrepareMail, PrepareMailAgain } from "./prepare-mail.ts";
import type { SendClaimed } from "./send-claimed.ts";

/** What became of one hint: the state its notification came to, or why there was nothing to do. */
export type SendOutcome =
  | { readonly kind: Exclude<NotificationState, "queued" | "claimed"> | "waiting" }
  | { readonly kind: "unused"; readonly why: Unused };

/** What `makeSendNotification` needs. */
export interface SendDeps {
  readonly store: EntityStore;
  readonly log: NotificationLog;
  readonly commit: CommitDecision;
  readonly prepareMail: PrepareMail;
  readonly prepareMailAgain: PrepareMailAgain;
  readonly askProvider: AskProvider;
  readonly sendClaimed: SendClaimed;
  readonly clock: Clock;
  readonly policy: () => AttemptPolicy;
}

/** Works on one hint; the row alone decides what there is to do. */
export type SendNotification = (hint: NotificationHint) => Promise<SendOutcome>;

/** Makes the verb that sends one notification, and none when it was sent, claimed elsewhere, or is no longer wanted. */
export const makeSendNotification =
  (deps: SendDeps): SendNotification =>
  async (hint) =>
    await untilWritten(async () => {
      const found = await deps.log.getWithResult(hint.notificationId);
      if (found === undefined) return { kind: "unused", why: "unknownId" };
      const { stored, readResultRows } = found;
      const { notification, ageInMs, readAt } = stored;
      const partition = partitionOf(notification);
      const policy = deps.policy();
      const move = nextMove(notification, hint.attempt, ageInMs, policy, readAt);
      switch (move.kind) {
        case "unused":
          // Whoever settled it may have died before the world was told: then its due row is still there, and the sweep tells.
          return move;
        case "wait": {
          const later = laterHintOf(notification, hint, plusMs(readAt, move.delayInMs));
          await deps.commit({ partition, writes: [], hints: [later] });
          return { kind: "waiting" };
        }
        case "send":
          return await carryOut(deps, stored, await deps.prepareMail(notification, readResultRows, readAt));
        case "hold":
          return await carryOut(deps, stored, lookAgain(move.notification, policy, deps.clock.now(), 0));
        case "sendAgain":
          return await carryOut(deps, stored, await deps.prepareMailAgain(move.notification, readAt));
        case "ask":
          return await carryOut(deps, stored, await deps.askProvider(move.notification, policy, readAt));
      }
    });

/** Writes what a notification is to become, and sends it when it is claimed by that. Undefined when somebody else has written: look again. */
const carryOut = async (
  { commit, clock, sendClaimed, store }: SendDeps,
  from: StoredNotification,
  decided: Decided,
): Promise<SendOutcome | undefined> => {
  const partition = partitionOf(from.notification);
  const change = { ...decided, from, hasDueRow: true };
  const written = await commit(toCommit({ partition, now: clock.now(), notifications: [change] }));
  if (written.kind === "conflict") return undefined;
  if (decided.kind === "wait") return { kind: "waiting" };
  const claims = decided.kind === "claim" ? [{ ...decided, etag: written.etags[0] ?? "", hasDueRow: true }] : [];
  const [next] = decided.kind === "claim" ? await sendClaimed(partition, claims) : [decided.next];
  if (next === undefined) return { kind: "unused", why: "overtaken" };
  if (!isOpen(next.state)) await forgetDue(store, dueOpen(next));
  return { kind: next.state as Exclude<NotificationState, "queued" | "claimed"> };
};
