import { eachAddressOnce } from "../certification/each-address-once.ts";
import type { CompletedEvent, Contact } from "../certification/event.ts";
import {
  byInstant,
  completedEvent,
  type RecordedEvent,
  type ReviewFacts,
  resultKeyOf,
} from "../certification/review.ts";
import type { Instant } from "../instant.ts";
import { present } from "../present.ts";
import { newNotification } from "./new-notification.ts";
import type { StoredNotification } from "./notification.ts";
import { hasArrived, isUnsent, mayHaveArrived, type Notification } from "./notification.ts";
import { makeNotificationId } from "./notification-id.ts";
import type { NotificationKind } from "./notification-kind.ts";
import { wantedResultKind } from "./result-mails.ts";

/** What an event changes about a review's notifications, to be written in one transaction with it. */
export interface NotificationPlan {
  readonly insert: readonly Notification[];
  readonly cancel: readonly { readonly stored: StoredNotification; readonly reason: string }[];
}

/** What the plan is made from. */
export interface PlanInput {
  readonly partition: string;
  readonly facts: ReviewFacts;
  readonly events: readonly RecordedEvent[];
  readonly existing: readonly StoredNotification[];
  readonly now: Instant;
  readonly emailDomain: string;
  readonly notifyPassedWithNotes: boolean;
  /** Of what runs now; undefined without telemetry. */
  readonly traceparent?: string | undefined;
}

/**
 * Decides which mails a review's current facts call for, and which unsent ones they make wrong.
 * It looks at the facts alone, so it gives the same answer whatever event came last, and nothing when nothing changed.
 */
export const planNotifications = (input: PlanInput): NotificationPlan => {
  const wanted = wantedMail(input);
  const wantedIds = new Set(wanted.map(({ notificationId }) => notificationId));
  const known = new Set(input.existing.map(({ notification }) => notification.notificationId));
  return {
    insert: wanted.filter(({ notificationId }) => !known.has(notificationId)),
    cancel: input.existing
      .filter(({ notification }) => isUnsent(notification) && !isStillWanted(notification, input, wantedIds))
      .map((stored) => ({ stored, reason: cancelReason(stored.notification, input.facts) })),
  };
};

/** A resend stands for the result it was made from, and a notice of delay for there being none; it goes when that changes. */
const isStillWanted = (notification: Notification, { facts }: PlanInput, wantedIds: ReadonlySet<string>): boolean =>
  notification.resendOf === undefined && notification.promise === undefined
    ? wantedIds.has(notification.notificationId)
    : notification.resultKey === facts.result?.resultKey && facts.cancelledAt === undefined;

const cancelReason = (notification: Notification, facts: ReviewFacts): string => {
  if (facts.cancelledAt !== undefined) return "submissionCancelled";
  return notification.reason === "noContacts" && notification.resultKey === facts.result?.resultKey
    ? "contactsKnown"
    : "newerResult";
};

const wantedMail = (input: PlanInput): Notification[] => {
  const { facts, events, existing } = input;
  const { result } = facts;
  if (result === undefined || facts.cancelledAt !== undefined) return [];
  // The same result may have come under several ids; the first to arrive gave its mails their event.
  const event = completedEvent(events, result.eventKey);
  if (event === undefined) return [];
  const told = toldResult(existing, events, result.resultKey, mayHaveArrived);
  const replaced = told?.completedAt;
  // Where it is in doubt whether people know, twice is better than never.
  const isKnown = told !== undefined && toldResult(existing, events, result.resultKey, hasArrived) === told;
  if (isKnown && isNoNews(event, told, input.notifyPassedWithNotes)) return [];
  const { outcome } = event;
  const { notifyPassedWithNotes } = input;
  const kind = wantedResultKind({ outcome, isCorrection: replaced !== undefined, notifyPassedWithNotes });
  if (kind === undefined) return [];
  const contacts = event.contacts.length > 0 ? event.contacts : facts.contacts;
  const replaces = present({ replaces: replaced });
  const returns = returnsOf(events, result.resultKey);
  return recipientsOf(contacts).map((contact) => {
    const cause = liveCause(input, kind, returns === 0 ? result.resultKey : `${result.resultKey}|${returns}`, contact);
    return makeNotification(input, kind, event, { resultKey: result.resultKey, cause }, contact, replaces);
  });
};

/** How often a result came back after another one of the same instant had counted: each time it is news again. */
const returnsOf = (events: readonly RecordedEvent[], resultKey: string): number => {
  const keys = [...events]
    .sort(byInstant)
    .flatMap(({ event }) => (event.kind === "completed" ? [resultKeyOf(event)] : []));
  return keys.filter((key, index) => key === resultKey && keys[index - 1] !== key).length - 1;
};

/** A cancelled notification stays so; when its mail is called for after all, another one takes its place. */
const liveCause = (
  { partition, existing }: Pick<PlanInput, "partition" | "existing">,
  kind: NotificationKind,
  cause: string,
  contact: Contact | undefined,
): string => {
  const notificationId = makeNotificationId(partition, kind, cause, contact?.email ?? "");
  const isCancelled = existing.some(
    ({ notification }) => notification.notificationId === notificationId && notification.state === "cancelled",
  );
  return isCancelled ? liveCause({ partition, existing }, kind, `${cause}+`, contact) : cause;
};

/** The latest other result that a mail in one of these states tells of. */
const toldResult = (
  existing: readonly StoredNotification[],
  events: readonly RecordedEvent[],
  resultKey: string,
  isTold: (notification: Notification) => boolean,
): CompletedEvent | undefined => {
  const told = new Set(
    existing
      .map(({ notification }) => notification)
      .filter((notification) => notification.resultKey !== resultKey && isTold(notification))
      .map((notification) => notification.eventKey),
  );
  return [...events]
    .sort(byInstant)
    .flatMap(({ event }) => (event.kind === "completed" && told.has(event.eventKey) ? [event] : []))
    .at(-1);
};

/** Whoever knows that the offer passed need not hear it again, nor of notes that are mailed to nobody. */
const isNoNews = (event: CompletedEvent, told: CompletedEvent, notifyPassedWithNotes: boolean): boolean => {
  if (event.outcome === "failed" || told.outcome === "failed") return false;
  return event.outcome === "passed" ? told.outcome === "passed" : !notifyPassedWithNotes;
};

/** Nobody at all is one notification that waits for contacts. */
const recipientsOf = (contacts: readonly Contact[]): readonly (Contact | undefined)[] =>
  contacts.length === 0 ? [undefined] : eachAddressOnce(contacts);

const makeNotification = (
  { partition, facts, now, emailDomain, traceparent }: PlanInput,
  kind: NotificationKind,
  event: CompletedEvent,
  about: { readonly resultKey: string; readonly cause: string },
  contact: Contact | undefined,
  replaces: { replaces?: Instant },
): Notification => ({
  ...newNotification({ partition, kind, cause: about.cause, address: contact?.email, now, emailDomain, traceparent }),
  ...present({ recipientName: contact?.name }),
  resultKey: about.resultKey,
  eventKey: event.eventKey,
  submissionId: facts.submissionId,
  ...replaces,
});
