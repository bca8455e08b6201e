import * as z from "zod";
import { partitionOfNamed } from "../certification/review-id.ts";
import { checkRequest } from "../check-request.ts";
import { NotifierError } from "../errors.ts";
import { canonicalJson, sha256 } from "../hash.ts";
import { msBetween } from "../instant.ts";
import type { CommitDecision } from "../ledger/commit.ts";
import { dueOpen } from "../ledger/due-index.ts";
import { resendRow } from "../ledger/keys.ts";
import { notificationWrite } from "../ledger/notification-log.ts";
import { toReviewWrite } from "../ledger/review-entity.ts";
import { type ReviewRows, readReview, untilWritten } from "../ledger/review-rows.ts";
import { diffLines, type LineChange } from "../line-diff.ts";
import { addressSchema } from "../mailbox.ts";
import { hintOf } from "../notifications/hint.ts";
import { newNotification } from "../notifications/new-notification.ts";
import { isUnsent, type Notification } from "../notifications/notification.ts";
import type { Clock, EntityStore, OutgoingMail, Random } from "../ports.ts";
import { present } from "../present.ts";
import type { ComposeMail } from "./prepare-mail.ts";

/** The body of a resend request. Strict, for a misspelt `dryRun` must not send. */
export const resendRequestSchema = z.strictObject({
  reason: z.string().meta({ pattern: "\\S" }).trim().min(1, { error: "must say why" }).max(500),
  recipients: z.array(addressSchema).min(1).max(50).optional(),
  content: z.enum(["asSent", "current"]).optional(),
  dryRun: z.boolean().default(false),
});

/** A valid resend request. */
export type ResendRequest = z.infer<typeof resendRequestSchema>;

/** What came of a resend: new notifications on their way, or what would be sent and how it differs from what was. */
export type ResendResult =
  | { readonly kind: "queued"; readonly notifications: readonly Notification[] }
  | { readonly kind: "dryRun"; readonly mail: OutgoingMail; readonly diff: readonly LineChange[] };

/** What `makeResendNotification` needs. */
export interface ResendDeps {
  readonly store: EntityStore;
  readonly commit: CommitDecision;
  readonly composeMail: ComposeMail;
  readonly getMail: (notificationId: string) => Promise<OutgoingMail | undefined>;
  readonly clock: Clock;
  readonly random: Random;
  readonly emailDomain: string;
  /** Of the span that runs; absent without telemetry. */
  readonly traceparent?: (() => string | undefined) | undefined;
  readonly policy: ResendPolicy;
}

/** Who may be mailed again, and how often. */
export interface ResendPolicy {
  /** Domains whose addresses may get a mail again although no event names them as a contact. */
  readonly domains: readonly string[];
  /** Two resends of one review have at least this much time between them, whoever asks. */
  readonly coolDownInMs: number;
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
  async (named, body, idempotencyKey, by) => {
    const partition = partitionOfNamed(named);
    return await untilWritten(async () => {
      const rows = await readReview(deps.store, partition);
      if (rows.review === undefined) throw new NotifierError("SUBMISSION_UNKNOWN");
      const request = checkRequest(resendRequestSchema, body);
      checkRecipients(deps.policy, rows, request);
      return await resendOnce(deps, partition, rows, { ...request, by }, idempotencyKey);
    });
  };

/** Whoever may ask for a resend may choose among those who are to know of the review, not write to the world. */
const checkRecipients = ({ domains }: ResendPolicy, rows: ReviewRows, { recipients = [] }: ResendRequest): void => {
  const contacts = contactsOf(rows);
  const problems = recipients.flatMap((address, index) =>
    contacts.has(address) || domains.includes(address.slice(address.lastIndexOf("@") + 1))
      ? []
      : [`recipients.${index}: must be a contact of this review, or an address of one of RESEND_DOMAINS`],
  );
  if (problems.length > 0) throw new NotifierError("REQUEST_INVALID", undefined, { problems });
};

/** Everybody whom an event of the review names, for they know of it. */
const contactsOf = ({ events }: ReviewRows): ReadonlySet<string> =>
  new Set(events.flatMap(({ event }) => event.contacts.map(({ email }) => email)));

type AskedResend = ResendRequest & { readonly by: string | undefined };

/** Undefined when another writer came between: read again. */
const resendOnce = async (
  deps: ResendDeps,
  partition: string,
  rows: ReviewRows,
  request: AskedResend,
  idempotencyKey: string | undefined,
): Promise<ResendResult | undefined> => {
  const { by: _by, ...asked } = request;
  const requestHash = sha256(canonicalJson(asked));
  const key = idempotencyKey ?? deps.random.newId();
  const earlier = idempotencyKey === undefined ? undefined : await readResend(deps.store, partition, key);
  if (earlier !== undefined) return await repeatResend(deps, partition, rows, earlier, requestHash);

  const originals = originalsOf(rows);
  const made = await makeResends(deps, partition, originals, request, key);
  if (request.dryRun) return await rehearse(deps, rows, originals, made);
  checkCoolDown(deps, rows);
  const { review } = rows;
  if (review === undefined) return undefined;
  const ids = made.map(({ notificationId }) => notificationId);
  const { kind } = await deps.commit({
    partition,
    writes: [
      // The review is written unchanged: of two requests at once, one has to look again.
      toReviewWrite(review.record, review.etag),
      { kind: "insert", rowKey: resendRow(key), fields: { requestHash, notificationIds: JSON.stringify(ids) } },
      ...made.map((notification) => notificationWrite(notification)),
    ],
    due: made.map(dueOpen),
    hints: made.map((notification) => hintOf(notification)),
  });
  if (kind === "conflict") return undefined;
  return { kind: "queued", notifications: made };
};

interface EarlierResend {
  readonly requestHash: string;
  readonly notificationIds: readonly string[];
}

const readResend = async (store: EntityStore, partition: string, key: string): Promise<EarlierResend | undefined> => {
  const entity = await store.get("reviews", partition, resendRow(key));
  return (
    entity && {
      requestHash: String(entity.fields.requestHash),
      notificationIds: JSON.parse(String(entity.fields.notificationIds)) as string[],
    }
  );
};

/** The hints go out again for what is still queued, because the first request may have failed before it sent them. Undefined when the review was read before that request wrote: look again. */
const repeatResend = async (
  { commit }: ResendDeps,
  partition: string,
  rows: ReviewRows,
  earlier: EarlierResend,
  requestHash: string,
): Promise<ResendResult | undefined> => {
  if (earlier.requestHash !== requestHash) throw new NotifierError("IDEMPOTENCY_KEY_REUSED");
  const ids = new Set(earlier.notificationIds);
  const notifications = rows.notifications
    .map(({ notification }) => notification)
    .filter(({ notificationId }) => ids.has(notificationId));
  if (notifications.length < ids.size) return undefined;
  const waiting = notifications.filter(({ state }) => state === "queued");
  await commit({ partition, writes: [], hints: waiting.map((notification) => hintOf(notification)) });
  return { kind: "queued", notifications };
};

/** The first notifications of the current result, or of the last notice of delay while there is none; one a recipient. */
const originalsOf = (rows: ReviewRows): readonly Notification[] => {
  const { facts, delayNotices } = rows.review?.record ?? {};
  if (facts?.cancelledAt !== undefined) {
    throw new NotifierError("NOTHING_TO_RESEND", "The submission was withdrawn.");
  }
  const resultKey = facts?.result?.resultKey;
  const promise = resultKey === undefined ? delayNotices?.at(-1)?.n : undefined;
  const originals = rows.notifications
    .map(({ notification }) => notification)
    .filter((notification) => notification.resultKey === resultKey && notification.promise === promise)
    .filter(({ resendOf }) => resendOf === undefined)
    .filter(({ state, reason }) => state !== "cancelled" || reason === "contactsKnown");
  if ((resultKey === undefined && promise === undefined) || originals.length === 0)
    throw new NotifierError("NOTHING_TO_RESEND");
  return originals;
};

const makeResends = async (
  deps: ResendDeps,
  partition: string,
  originals: readonly Notification[],
  request: AskedResend,
  key: string,
): Promise<Notification[]> => {
  // One whose outcome is not known yet counts: people may see the mail in an inbox before its row is marked, and decide on one that is held.
  const sent = originals.filter((notification) => notification.address !== undefined && !isUnsent(notification));
  const [fallback] = originals;
  const addresses = request.recipients ?? sent.map(({ address }) => address ?? "");
  if (fallback === undefined || addresses.length === 0) {
    throw new NotifierError("NOTHING_TO_RESEND", "The first mail is still on its way, or has nobody to go to.");
  }
  const byAddress = new Map(sent.map((notification) => [notification.address, notification]));
  const now = deps.clock.now();
  const makeOne = async (address: string): Promise<Notification> => {
    const original = byAddress.get(address) ?? sent[0] ?? fallback;
    const wasSent = (await deps.getMail(original.notificationId)) !== undefined;
    if (request.content === "asSent" && !wasSent) {
      throw new NotifierError("NOTHING_TO_RESEND", "No mail was sent that could be sent again as it was.");
    }
    const content = request.content ?? (wasSent ? "asSent" : "current");
    const { kind, resultKey, promise, eventKey, submissionId, replaces } = original;
    const recipientName = original.address === address ? original.recipientName : undefined;
    const cause = `resend ${sha256(key).slice(0, 16)}`;
    return {
      ...newNotification({
        partition,
        kind,
        cause,
        sameFor: `resend\n${key}`,
        address,
        now,
        emailDomain: deps.emailDomain,
        traceparent: deps.traceparent?.(),
      }),
      ...present({ resultKey, promise, eventKey, submissionId, replaces, recipientName, resentBy: request.by }),
      resendOf: original.notificationId,
      resendReason: request.reason,
      content,
    };
  };
  return await Promise.all([...new Set(addresses)].map(makeOne));
};

const rehearse = async (
  deps: ResendDeps,
  rows: ReviewRows,
  originals: readonly Notification[],
  made: readonly Notification[],
): Promise<ResendResult> => {
  const [first] = made;
  if (first === undefined) throw new NotifierError("NOTHING_TO_RESEND");
  const composed = await deps.composeMail(first, () => rows);
  if (composed.kind === "unwanted") throw new NotifierError("NOTHING_TO_RESEND");
  const before = await deps.getMail(first.resendOf ?? originals[0]?.notificationId ?? "");
  return { kind: "dryRun", mail: composed.mail, diff: diffLines(before?.text ?? "", composed.mail.text) };
};

const checkCoolDown = ({ clock, policy }: ResendDeps, rows: ReviewRows): void => {
  const last = rows.notifications
    .filter(({ notification }) => notification.resendOf !== undefined)
    .map(({ notification }) => notification.createdAt)
    .sort()
    .at(-1);
  if (last === undefined) return;
  const leftInMs = policy.coolDownInMs - msBetween(last, clock.now());
  if (leftInMs > 0) throw new NotifierError("COOL_DOWN", undefined, { retryAfterInMs: leftInMs });
};
