import { NotifierError } from "../errors.ts";
import { plusMs } from "../instant.ts";
import type { CommitDecision } from "../ledger/commit.ts";
import { dueNotice, dueOpen, forgetDue } from "../ledger/due-index.ts";
import { mailWrite, type NotificationLog, notificationWrite } from "../ledger/notification-log.ts";
import { untilWritten } from "../ledger/review-rows.ts";
import { newNotices } from "../notices/notice-envelope.ts";
import { noticesOf } from "../notices/notification-notices.ts";
import {
  type AfterAttempt,
  type AttemptPolicy,
  afterStatus,
  lookAgain,
  recordAttempt,
} from "../notifications/after-attempt.ts";
import { hintOf, laterHintOf } from "../notifications/hint.ts";
import { nextMove, type Unused } from "../notifications/next-move.ts";
import type { StoredNotification } from "../notifications/notification.ts";
import { isOpen, type Notification, type NotificationState } from "../notifications/notification.ts";
import { partitionOfNotification } from "../notifications/notification-id.ts";
import { SEND_TIMES } from "../notifications/retry-ladder.ts";
import type { Clock, EntityStore, Mailer, NotificationHint } from "../ports.ts";
import { present } from "../present.ts";
import type { Prepared, PrepareMail, PrepareMailAgain } from "./prepare-mail.ts";
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
  readonly sendClaimed: SendClaimed;
  readonly mailer: Mailer;
  readonly clock: Clock;
  readonly policy: () => AttemptPolicy;
}

/** Works on one hint; the row alone decides what there is to do. */
export type SendNotification = (hint: NotificationHint) => Promise<SendOutcome>;

/** Makes the verb that sends one notification, and none when it was sent, claimed elsewhere, or is no longer wanted. */
export const makeSendNotification = (deps: SendDeps): SendNotification => {
  const once = async (hint: NotificationHint): Promise<SendOutcome | undefined> => {
    const { notificationId, attempt } = hint;
    const found = await deps.log.getWithResult(notificationId);
    if (found === undefined) return { kind: "unused", why: "unknownId" };
    const { stored, readResult } = found;
    const policy = deps.policy();
    const move = nextMove(stored.notification, attempt, stored.ageInMs, policy, stored.readAt);
    switch (move.kind) {
      case "unused":
        await tellAgain(deps, stored.notification);
        return move;
      case "wait":
        return await waitFor(deps, stored, hint, move.delayInMs);
      case "send":
        return await carryOut(deps, stored, await deps.prepareMail(stored.notification, readResult, stored.readAt));
      case "hold":
        return await finish(deps, stored, lookAgain(move.notification, policy, deps.clock.now(), 0));
      case "sendAgain":
        return await sendAgain(deps, stored, move.notification);
      case "ask":
        return await ask(deps, stored, move.notification, policy);
    }
  };
  return async (hint) => await untilWritten(async () => await once(hint));
};

/** Whoever settled it may have died before the world was told, and this be the same hint. */
const tellAgain = async ({ commit }: SendDeps, notification: Notification): Promise<void> => {
  if (isOpen(notification.state)) return;
  const partition = partitionOfNotification(notification.notificationId) ?? "";
  await commit({ partition, writes: [], notices: noticesOf(notification) });
};

const waitFor = async (
  { commit }: SendDeps,
  { notification, readAt }: StoredNotification,
  hint: NotificationHint,
  delayInMs: number,
): Promise<SendOutcome> => {
  const partition = partitionOfNotification(notification.notificationId) ?? "";
  await commit({ partition, writes: [], hints: [laterHintOf(notification, hint, plusMs(readAt, delayInMs))] });
  return { kind: "waiting" };
};

const sendAgain = async (deps: SendDeps, stored: StoredNotification, next: Notification) => {
  const mail = await deps.log.getMail(next.notificationId);
  if (mail === undefined) throw new NotifierError("ENTITY_INVALID", "A claimed notification has no mail.");
  return await carryOut(deps, stored, await deps.prepareMailAgain(next, mail, stored.readAt));
};

const ask = async (deps: SendDeps, stored: StoredNotification, notification: Notification, policy: AttemptPolicy) => {
  const status = await deps.mailer.status?.(notification.operationId, SEND_TIMES.providerDeadlineInMs);
  if (status === undefined) throw new TypeError("Expected a provider that can be asked.");
  const now = deps.clock.now();
  const asked = recordAttempt(notification, now, status.kind === "notFound" ? "notFound" : "asked", status.answer);
  const after = afterStatus(asked, status, policy, now);
  return after === "sendAgain" ? await sendAgain(deps, stored, asked) : await finish(deps, stored, after);
};

/** Undefined when somebody else has written: look again. */
const carryOut = async (
  deps: SendDeps,
  stored: StoredNotification,
  prepared: Prepared,
): Promise<SendOutcome | undefined> => {
  const { next } = prepared;
  if (prepared.kind === "wait") {
    const waits = await finish(deps, stored, { next, hintAt: prepared.hintAt });
    return waits && { kind: "waiting" };
  }
  const partition = partitionOfNotification(next.notificationId) ?? "";
  if (prepared.kind === "end") {
    const { mail, isNotice } = prepared;
    return await finish(deps, stored, { next, ...present({ isNotice }) }, mail);
  }
  const writes = [notificationWrite(next, stored.etag), mailWrite(next, prepared.mail)];
  const claimed = await deps.commit({ partition, writes });
  if (claimed.kind === "conflict") return undefined;
  const claim = { ...prepared, notification: next, etag: claimed.etags[0] ?? "" };
  const [sent] = await deps.sendClaimed(partition, [claim], { hasDueRow: true });
  return sent === undefined ? { kind: "unused", why: "overtaken" } : await settled(deps, sent);
};

/** Undefined when somebody else has written: look again. */
const finish = async (
  deps: SendDeps,
  { notification, etag }: StoredNotification,
  { next, hintAt, isNotice }: AfterAttempt,
  mail?: Parameters<typeof mailWrite>[1],
): Promise<SendOutcome | undefined> => {
  const { kind } = await deps.commit({
    partition: partitionOfNotification(notification.notificationId) ?? "",
    writes: [notificationWrite(next, etag), ...(mail === undefined ? [] : [mailWrite(next, mail)])],
    due: isNotice === true ? [dueNotice(next.notificationId, deps.clock.now())] : [],
    hints: hintAt === undefined ? [] : [hintOf(next, hintAt)],
    notices: newNotices(noticesOf(notification), noticesOf(next)),
  });
  return kind === "conflict" ? undefined : await settled(deps, next);
};

const settled = async ({ store }: SendDeps, next: Notification): Promise<SendOutcome> => {
  if (!isOpen(next.state)) await forgetDue(store, dueOpen(next));
  return { kind: next.state as Exclude<NotificationState, "queued" | "claimed"> };
};
