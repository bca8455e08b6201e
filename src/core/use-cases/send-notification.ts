import { isRetryable, NotifierError } from "../errors.ts";
import { type Instant, msBetween, plusMs } from "../instant.ts";
import type { HeldNotification, StoredNotification } from "../ledger/notification-entity.ts";
import type { NotificationLog } from "../ledger/notification-log.ts";
import type { ReadResult } from "../ledger/review-rows.ts";
import { ADDRESS_BOUNCED, type Attempt, type Notification } from "../notifications/notification.ts";
import { nextAttemptAt, retryDelayInMs, SEND_TIMES } from "../notifications/retry-ladder.ts";
import type {
  Clock,
  Mailer,
  MailOutcome,
  MailStatus,
  NotificationHint,
  OutgoingMail,
  Random,
  WorkQueue,
} from "../ports.ts";

/** A composed mail with what the row keeps of its making, or the reason why none is wanted any more. */
export type ComposedMail =
  | { readonly kind: "mail"; readonly mail: OutgoingMail; readonly made: Partial<Notification> }
  | { readonly kind: "unwanted"; readonly reason: string };

/** Makes the mail of a notification from the rows of its result and the rest of the ledger. Writes nothing. */
export type ComposeMail = (notification: Notification, readResult: ReadResult) => Promise<ComposedMail>;

/** What became of one hint. */
export type SendOutcome =
  | { readonly kind: "accepted" | "retrying" | "unknown" | "failed" | "suppressed" | "cancelled" | "waiting" }
  | {
      readonly kind: "unused";
      readonly why: "unknownId" | "outdated" | "noContacts" | "held" | "settled" | "overtaken";
    };

const SETTLES: ReadonlySet<SendOutcome["kind"]> = new Set(["accepted", "failed", "suppressed", "cancelled"]);

/** What `makeSendNotification` needs. */
export interface SendDeps {
  readonly log: NotificationLog;
  readonly queue: WorkQueue;
  readonly mailer: Mailer;
  readonly composeMail: ComposeMail;
  readonly clock: Clock;
  readonly random: Random;
  /** Why mail to this address is not sent at all; undefined when it may be. */
  readonly suppressionOf: (address: string) => Promise<string | undefined>;
  /** When the provider's quota has a slot for this notification; undefined when it has one now. */
  readonly quotaSlot: (notification: Notification) => Promise<Instant | undefined>;
  /** Lets delivery reports find the notification; before each claim. True when some came already. */
  readonly noteOperation?: (notification: Notification) => Promise<boolean>;
  /** Applies the delivery reports that came before the mail was accepted. */
  readonly applyEarlyReports?: (notification: Notification) => Promise<void>;
  /** What to do about an unknown outcome where the provider cannot be asked. */
  readonly unknownMail: "resend" | "hold";
}

/** Works on one hint; the row alone decides what there is to do. */
export type SendNotification = (hint: NotificationHint) => Promise<SendOutcome>;

/** Sends one notification, and none when it was sent, claimed elsewhere, or no longer wanted (design §2, rules 1 to 8). */
export const makeSendNotification = (deps: SendDeps): SendNotification => {
  const { log, queue, clock } = deps;

  /** By the store's clock, which is the broker's too: were ours behind, the hint would come back at once, again and again. */
  const waitFor = async ({ notification, readAt }: StoredNotification, delayInMs: number): Promise<SendOutcome> => {
    const { notificationId, attempt } = notification;
    await queue.schedule({ notificationId, attempt }, plusMs(readAt, delayInMs + 1_000));
    return { kind: "waiting" };
  };

  const act = async (stored: StoredNotification, readResult: ReadResult): Promise<SendOutcome> => {
    const { notification, ageInMs } = stored;
    const now = clock.now();
    switch (notification.state) {
      case "queued":
      case "retrying":
        if (notification.address === undefined) return { kind: "unused", why: "noContacts" };
        if (notification.nextAttemptAt !== undefined && notification.nextAttemptAt > now) {
          return await waitFor(stored, msBetween(now, notification.nextAttemptAt));
        }
        return await composeAndSend(deps, stored, readResult);
      case "claimed": {
        const leaseLeftInMs = SEND_TIMES.leaseInMs - ageInMs;
        if (leaseLeftInMs > 0) return await waitFor(stored, leaseLeftInMs);
        return await resolveUnknown(
          deps,
          stored,
          record(notification, now, "unknown", "the claim expired with no answer kept"),
        );
      }
      case "unknown":
        if (notification.reason === "held") return { kind: "unused", why: "held" };
        if (notification.nextAttemptAt !== undefined && notification.nextAttemptAt > now) {
          return await waitFor(stored, msBetween(now, notification.nextAttemptAt));
        }
        return await resolveUnknown(deps, stored, notification.attempts);
      case "accepted":
        // A hint that comes again may be that of a sender that died after this mark, before it applied them.
        await deps.applyEarlyReports?.(notification);
        return { kind: "unused", why: "settled" };
      default:
        return { kind: "unused", why: "settled" };
    }
  };

  return async ({ notificationId, attempt }) => {
    const found = await log.getWithResult(notificationId);
    if (found === undefined) return { kind: "unused", why: "unknownId" };
    const { stored, readResult } = found;
    // Who claimed a repeat may have died with this hint, which still has the number from before: it must come back.
    const isOutdated = attempt < stored.notification.attempt && stored.notification.state !== "claimed";
    if (isOutdated) return { kind: "unused", why: "outdated" };
    const outcome = await act(stored, readResult);
    if (SETTLES.has(outcome.kind)) await log.forgetDue(stored.notification);
    return outcome;
  };
};

const record = (
  { attempts, attempt }: Notification,
  at: Instant,
  outcome: Attempt["outcome"],
  answer: string,
  ours = false,
): readonly Attempt[] => [...attempts, { number: attempt, at, outcome, answer, ...(ours ? { ours } : {}) }];

const composeAndSend = async (
  deps: SendDeps,
  stored: StoredNotification,
  readResult: ReadResult,
): Promise<SendOutcome> => {
  const { log, clock, composeMail } = deps;
  const { notification } = stored;
  let composed: ComposedMail;
  try {
    composed = await composeMail(notification, readResult);
  } catch (error) {
    // An outage of the ledger is no verdict on this mail; everything else would fail the same way each time.
    if (error instanceof NotifierError && isRetryable(error)) throw error;
    const reason =
      error instanceof NotifierError ? `${error.code}: ${error.message}` : "INTERNAL: The mail could not be composed.";
    return await fail(deps, stored, record(notification, clock.now(), "permanent", reason), reason);
  }
  if (composed.kind === "unwanted") {
    return settled(
      await log.change(stored, { ...notification, state: "cancelled", reason: composed.reason }),
      "cancelled",
    );
  }
  const prepared = { ...notification, ...composed.made };
  const suppression = await deps.suppressionOf(notification.address ?? "");
  if (suppression !== undefined) {
    // With the address gone the team may be the only ones left to tell; the sweep finds out.
    if (suppression === ADDRESS_BOUNCED) await log.raiseNotice(notification.notificationId, clock.now());
    const next = { ...prepared, state: "suppressed", reason: suppression } as const;
    return settled(await log.change(stored, next, composed.mail), "suppressed");
  }
  const slot = await deps.quotaSlot(notification);
  if (slot !== undefined) return await waitForSlot(deps, stored, slot);
  return await claimAndSend(deps, stored, prepared, composed.mail);
};

/** Waiting for quota is no attempt: the number stays, and so does the start of the 24 hours. */
const waitForSlot = async (deps: SendDeps, stored: StoredNotification, slot: Instant): Promise<SendOutcome> => {
  const { notificationId, attempt } = stored.notification;
  await deps.queue.schedule({ notificationId, attempt }, slot);
  const next = {
    ...withSlot(stored.notification, slot, deps.clock.now()),
    nextAttemptAt: slot,
    reason: "waitingForQuota",
  };
  return settled(await deps.log.change(stored, next), "waiting");
};

/** The row keeps its slot, so that it takes no second one when its time has come. */
const withSlot = (notification: Notification, slot: Instant, now: Instant): Notification => ({
  ...notification,
  quotaSlotAt: slot,
  ...(notification.firstAttemptAt === undefined
    ? {}
    : { quotaWaitInMs: (notification.quotaWaitInMs ?? 0) + Math.max(0, msBetween(now, slot)) }),
});

const claimAndSend = async (
  deps: SendDeps,
  held: HeldNotification,
  prepared: Notification,
  mail: OutgoingMail,
): Promise<SendOutcome> => {
  const { log, mailer, clock } = deps;
  const isReportedOn = (await deps.noteOperation?.(prepared)) === true;
  const claimedAt = clock.now();
  const { nextAttemptAt: _done, reason: _old, quotaSlotAt: _used, ...rest } = prepared;
  const claim = await log.change(
    held,
    { ...rest, state: "claimed", firstAttemptAt: prepared.firstAttemptAt ?? claimedAt },
    mail,
  );
  if (claim === undefined) return { kind: "unused", why: "overtaken" };
  if (msBetween(claimedAt, clock.now()) > SEND_TIMES.staleClaimInMs) {
    const outcome = { kind: "retryable", answer: "the claim took too long", ours: true } as const;
    return await retryLater(deps, claim, outcome, "dropped");
  }
  const outcome = await mailer.send(mail, SEND_TIMES.providerDeadlineInMs);
  const settledAs = await settleOutcome(deps, claim, outcome);
  if (isReportedOn && outcome.kind === "accepted") await deps.applyEarlyReports?.(claim.notification);
  return settledAs;
};

const settleOutcome = async (deps: SendDeps, claim: HeldNotification, outcome: MailOutcome): Promise<SendOutcome> => {
  const { notification } = claim;
  const now = deps.clock.now();
  const repeated = notification.attempts.some((attempt) => attempt.outcome === "unknown");
  switch (outcome.kind) {
    case "accepted":
      return await accept(deps, claim, outcome.answer);
    case "permanent":
      // A provider may refuse a repeat of what it already took, so on a repeat a refusal is a reason to ask.
      if (repeated && deps.mailer.status !== undefined) return await askLater(deps, claim, "permanent", outcome.answer);
      return await fail(deps, claim, record(notification, now, "permanent", outcome.answer), outcome.answer);
    case "retryable":
      return await retryLater(deps, claim, outcome, "retryable");
    case "unknown":
      return await askLater(deps, claim, "unknown", outcome.answer);
  }
};

const accept = async ({ log, clock }: SendDeps, claim: HeldNotification, answer: string): Promise<SendOutcome> => {
  const now = clock.now();
  const { reason: _old, nextAttemptAt: _done, ...rest } = claim.notification;
  const attempts = record(claim.notification, now, "accepted", answer);
  return settled(await log.change(claim, { ...rest, state: "accepted", acceptedAt: now, attempts }), "accepted");
};

/** The notice is raised before the row says `failed`: a crash between the two tells the team of a mail that is still tried, never the reverse. */
const fail = async (
  { log, clock }: SendDeps,
  held: HeldNotification,
  attempts: readonly Attempt[],
  reason: string,
): Promise<SendOutcome> => {
  await log.raiseNotice(held.notification.notificationId, clock.now());
  const { nextAttemptAt: _done, ...rest } = held.notification;
  return settled(await log.change(held, { ...rest, state: "failed", reason, attempts }), "failed");
};

/** Schedule the next attempt, then mark the row with it: a crash between the two leaves a message that finds the claim expired. */
const retryLater = async (
  deps: SendDeps,
  claim: HeldNotification,
  outcome: Extract<MailOutcome, { kind: "retryable" }>,
  as: "retryable" | "dropped",
): Promise<SendOutcome> => {
  const { log, queue, clock, random } = deps;
  const { notification } = claim;
  const now = clock.now();
  const attempts = record(notification, now, as, outcome.answer, as === "retryable" && outcome.ours);
  const delayInMs = retryDelayInMs(notification.attempt, random.fraction(), outcome.retryAfterInMs);
  const at = nextOnLadder(notification, now, delayInMs);
  if (at === undefined) return await fail(deps, claim, attempts, `tried for 24 hours; last: ${outcome.answer}`);
  const attempt = notification.attempt + 1;
  await queue.schedule({ notificationId: notification.notificationId, attempt }, at);
  const next = {
    ...notification,
    state: "retrying",
    attempt,
    nextAttemptAt: at,
    reason: outcome.answer,
    attempts,
  } as const;
  return settled(await log.change(claim, next), "retrying");
};

/** The 24 hours run from the first real try, less what was spent waiting for quota. */
const nextOnLadder = (
  { firstAttemptAt, quotaWaitInMs = 0 }: Notification,
  now: Instant,
  delayInMs: number,
): Instant | undefined => nextAttemptAt(now, plusMs(firstAttemptAt ?? now, quotaWaitInMs), delayInMs);

/** Keeps an unknown outcome in the open, and comes back to it when the provider may know more; where it cannot be asked, each time later. */
const askLater = async (
  deps: SendDeps,
  held: HeldNotification,
  as: "unknown" | "permanent",
  answer: string,
): Promise<SendOutcome> => {
  const { notification } = held;
  const attempts = record(notification, deps.clock.now(), as, answer);
  const [soonest] = SEND_TIMES.askAfterInMs;
  const delayInMs =
    deps.mailer.status === undefined
      ? Math.max(soonest, retryDelayInMs(notification.attempt, deps.random.fraction()))
      : soonest;
  return await scheduleQuestion(deps, held, attempts, delayInMs);
};

const scheduleQuestion = async (
  deps: SendDeps,
  held: HeldNotification,
  attempts: readonly Attempt[],
  delayInMs: number,
): Promise<SendOutcome> => {
  const { log, queue, clock } = deps;
  const { notification } = held;
  if (deps.mailer.status === undefined && deps.unknownMail === "hold") {
    const { nextAttemptAt: _done, ...rest } = notification;
    return settled(await log.change(held, { ...rest, state: "unknown", reason: "held", attempts }), "unknown");
  }
  const reason = attempts.at(-1)?.answer ?? "";
  const at = nextOnLadder(notification, clock.now(), delayInMs);
  if (at === undefined) return await fail(deps, held, attempts, `unknown for 24 hours; last: ${reason}`);
  const attempt = notification.attempt + 1;
  await queue.schedule({ notificationId: notification.notificationId, attempt }, at);
  const next = { ...notification, state: "unknown", attempt, nextAttemptAt: at, reason, attempts } as const;
  return settled(await log.change(held, next), "unknown");
};

/** Resolves an unknown outcome: by asking where the provider can tell, else by policy (design §2, rule 7). */
const resolveUnknown = async (
  deps: SendDeps,
  stored: StoredNotification,
  attempts: readonly Attempt[],
): Promise<SendOutcome> => {
  const { mailer, clock } = deps;
  const held = { ...stored, notification: { ...stored.notification, attempts } };
  if (mailer.status === undefined) {
    return deps.unknownMail === "hold" ? await scheduleQuestion(deps, held, attempts, 0) : await sendAgain(deps, held);
  }
  const status = await mailer.status(stored.notification.operationId, SEND_TIMES.providerDeadlineInMs);
  const asked = record(
    held.notification,
    clock.now(),
    status.kind === "notFound" ? "notFound" : "asked",
    status.answer,
  );
  return await settleStatus(deps, { ...held, notification: { ...held.notification, attempts: asked } }, status);
};

const settleStatus = async (deps: SendDeps, held: HeldNotification, status: MailStatus): Promise<SendOutcome> => {
  const { attempts } = held.notification;
  switch (status.kind) {
    case "accepted": {
      const accepted = await accept(deps, held, status.answer);
      await deps.applyEarlyReports?.(held.notification);
      return accepted;
    }
    case "failed":
      return await fail(deps, held, attempts, status.answer);
    case "notFound":
      if (notFoundInARow(attempts) < SEND_TIMES.askAfterInMs.length) {
        return await scheduleQuestion(deps, held, attempts, SEND_TIMES.askAfterInMs[1]);
      }
      return await sendAgainUnlessRefused(deps, held);
    case "unavailable":
      return await scheduleQuestion(deps, held, attempts, SEND_TIMES.askAfterInMs[1]);
  }
};

const sendAgainUnlessRefused = async (deps: SendDeps, held: HeldNotification): Promise<SendOutcome> => {
  const { attempts } = held.notification;
  const refusal = lastRefusal(attempts);
  return await (refusal === undefined ? sendAgain(deps, held) : fail(deps, held, attempts, refusal));
};

const lastRealIndex = (attempts: readonly Attempt[]): number =>
  attempts.findLastIndex(({ outcome }) => outcome !== "asked" && outcome !== "notFound");

/** The provider's refusal of the last real attempt: a verdict after all, once the provider knows of no operation that it could repeat. */
const lastRefusal = (attempts: readonly Attempt[]): string | undefined => {
  const last = attempts[lastRealIndex(attempts)];
  return last?.outcome === "permanent" ? last.answer : undefined;
};

/** How many answers of "no such operation" came since the last real attempt. */
const notFoundInARow = (attempts: readonly Attempt[]): number => {
  const lastReal = lastRealIndex(attempts);
  return attempts.slice(lastReal + 1).filter(({ outcome }) => outcome === "notFound").length;
};

/** Sends the same bytes with the same ids, so that whoever got both sees one mail. */
const sendAgain = async (deps: SendDeps, held: HeldNotification): Promise<SendOutcome> => {
  const { notification } = held;
  const mail = await deps.log.getMail(notification.notificationId);
  if (mail === undefined) throw new NotifierError("ENTITY_INVALID", "A claimed notification has no mail.");
  const slot = await deps.quotaSlot(notification);
  if (slot !== undefined) {
    const now = deps.clock.now();
    const waiting = { ...held, notification: withSlot(notification, slot, now) };
    return await scheduleQuestion(deps, waiting, notification.attempts, Math.max(0, msBetween(now, slot)));
  }
  return await claimAndSend(deps, held, { ...notification, attempt: notification.attempt + 1 }, mail);
};

const settled = (changed: HeldNotification | undefined, kind: Exclude<SendOutcome["kind"], "unused">): SendOutcome =>
  changed === undefined ? { kind: "unused", why: "overtaken" } : { kind };
