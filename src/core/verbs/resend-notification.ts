import * as z from "zod";
import { checkRequest } from "../check-request.ts";
import { NotifierError } from "../errors.ts";
import { canonicalJson, sha256 } from "../hash.ts";
import type { CommitDecision } from "../ledger/commit.ts";
import type { NotificationLog } from "../ledger/notification-log.ts";
import { readResendRequest, repeatedResend, resendRequestWrite } from "../ledger/resend-requests.ts";
import { toReviewWrite } from "../ledger/review-entity.ts";
import { readNamedReview, untilWritten } from "../ledger/review-rows.ts";
import { toCommit } from "../ledger/to-commit.ts";
import { diffLines, type LineChange } from "../line-diff.ts";
import { addressSchema } from "../mailbox.ts";
import { hintOf } from "../notifications/hint.ts";
import type { Notification } from "../notifications/notification.ts";
import { newResend, type ResendTarget, resendOriginals, resendTargets } from "../notifications/plan-resend.ts";
import { checkCoolDown, checkRecipients, type ResendPolicy } from "../notifications/resend-rules.ts";
import type { Clock, EntityStore, OutgoingMail, Random } from "../ports.ts";
import type { ComposeMail } from "./prepare-mail.ts";

/** The body of a resend request. Strict, for a misspelt `dryRun` must not send. */
export const resendRequestSchema = z.strictObject({
  reason: z.string().meta({ pattern: "\\S" }).trim().min(1, { error: "must say why" }).max(500),
  recipients: z.array(addressSchema).min(1).max(50).optional(),
  content: z.enum(["asSent", "current"]).optional(),
  dryRun: z.boolean().default(false),
});

/** What came of a resend: new notifications on their way, or what would be sent and how it differs from what was. */
export type ResendResult =
  | { readonly kind: "queued"; readonly notifications: readonly Notification[] }
  | { readonly kind: "dryRun"; readonly mail: OutgoingMail; readonly diff: readonly LineChange[] };

/** What `makeResendNotification` needs. */
export interface ResendDeps {
  readonly store: EntityStore;
  readonly commit: CommitDecision;
  readonly composeMail: ComposeMail;
  readonly getMail: NotificationLog["getMail"];
  readonly clock: Clock;
  readonly random: Random;
  readonly emailDomain: string;
  /** Of the span that runs; absent without telemetry. */
  readonly traceparent?: (() => string | undefined) | undefined;
  readonly policy: ResendPolicy;
}

/** `named` is the submission id, or `sha256:` and its hash; `by` who asks, where that is known. Takes the body as it came: whether the review exists is answered before whether the body is right. */
export type ResendNotification = (
  named: string,
  body: unknown,
  idempotencyKey: string | undefined,
  by?: string,
) => Promise<ResendResult>;

/**
 * Sends the mail of a review's current result again, or of its last notice of delay while there is none, as a new notification.
 * Throws `SUBMISSION_UNKNOWN`, `REQUEST_INVALID`, `NOTHING_TO_RESEND`, `IDEMPOTENCY_KEY_REUSED`, `COOL_DOWN`, in this order.
 */
export const makeResendNotification =
  (deps: ResendDeps): ResendNotification =>
  async (named, body, idempotencyKey, by) =>
    await untilWritten(async () => {
      const found = await readNamedReview(deps.store, named);
      const request = checkRequest(resendRequestSchema, body);
      checkRecipients(deps.policy, found.events, request.recipients);
      const { partition, review } = found;
      const notifications = found.notifications.map(({ notification }) => notification);
      const requestHash = sha256(canonicalJson(request));
      const key = idempotencyKey ?? deps.random.newId();
      const earlier = idempotencyKey === undefined ? undefined : await readResendRequest(deps.store, partition, key);
      if (earlier !== undefined) {
        const known = repeatedResend(earlier, requestHash, notifications);
        // The first request may have failed before it sent them.
        const waiting = known?.filter(({ state }) => state === "queued") ?? [];
        await deps.commit({ partition, writes: [], hints: waiting.map((notification) => hintOf(notification)) });
        return known && { kind: "queued", notifications: known };
      }
      const withMail = async (one: ResendTarget) => ({ ...one, mail: await deps.getMail(one.original.notificationId) });
      const originals = resendOriginals(review.record, notifications);
      const targets = await Promise.all(resendTargets(originals, request.recipients).map(withMail));
      const now = deps.clock.now();
      const start = { partition, now, emailDomain: deps.emailDomain, traceparent: deps.traceparent?.() };
      const made = targets.map((target) => newResend({ ...start, ...target, key, request, by }));
      if (request.dryRun) {
        const composed = made[0] && (await deps.composeMail(made[0], () => found));
        if (composed?.kind !== "mail") throw new NotifierError("NOTHING_TO_RESEND");
        const { mail } = composed;
        return { kind: "dryRun", mail, diff: diffLines(targets[0]?.mail?.text ?? "", mail.text) };
      }
      checkCoolDown(deps.policy, notifications, now);
      const notificationIds = made.map(({ notificationId }) => notificationId);
      const writes = [
        // The review is written unchanged: of two requests at once, one has to look again.
        toReviewWrite(review.record, review.etag),
        resendRequestWrite(key, { requestHash, notificationIds }),
      ];
      const changes = made.map((next) => ({ next }));
      const { kind } = await deps.commit(toCommit({ partition, now, notifications: changes, writes }));
      return kind === "written" ? { kind: "queued", notifications: made } : undefined;
    });
