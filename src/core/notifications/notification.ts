import type { ReportStatus } from "../delivery/delivery-report.ts";
import type { Instant } from "../instant.ts";
import type { NotificationKind } from "./notification-kind.ts";

/** States of a notification. */
export const NOTIFICATION_STATES = [
  "queued",
  "claimed",
  "retrying",
  "unknown",
  "accepted",
  "delivered",
  "bounced",
  "suppressed",
  "failed",
  "cancelled",
] as const;
export type NotificationState = (typeof NOTIFICATION_STATES)[number];

/** States in which something still has to happen. */
const OPEN_STATES: ReadonlySet<NotificationState> = new Set(["queued", "claimed", "retrying", "unknown"]);

/** True while the notification still has work to do. */
export const isOpen = (state: NotificationState): boolean => OPEN_STATES.has(state);

/** States in which nothing can have reached the recipient yet, so that it can still be cancelled. */
export const isUnsent = (notification: Notification): boolean =>
  notification.state === "queued" || notification.state === "retrying";

const ARRIVED_STATES: ReadonlySet<NotificationState> = new Set(["accepted", "delivered", "unknown", "claimed"]);

/** True when the recipient has, or may have, the mail: also when an attempt of unknown outcome was followed by others. */
export const mayHaveArrived = ({ state, attempts }: Notification): boolean =>
  ARRIVED_STATES.has(state) || attempts.some(({ outcome }) => outcome === "unknown");

/** True when the provider took the mail over, and nothing is known of a failure since. */
export const hasArrived = ({ state }: Notification): boolean => state === "accepted" || state === "delivered";

/** True when it is known that the recipient did not get the mail, although it was wanted. */
export const isUnreached = (state: NotificationState): boolean =>
  state === "bounced" || state === "suppressed" || state === "failed";

/** Reason of a notification that is not sent because mail to its address bounced a short while ago. */
export const ADDRESS_BOUNCED = "addressBounced";

/** One try to hand the mail over, and what the provider said. */
export interface Attempt {
  readonly number: number;
  readonly at: Instant;
  readonly outcome: "accepted" | "retryable" | "permanent" | "unknown" | "dropped" | "asked" | "notFound";
  readonly answer: string;
  /** Set when the fault was ours (credentials, sender, DNS, TLS), so that every mail meets it. */
  readonly ours?: true;
}

/** One delivery report as a row keeps it. */
export interface KeptReport {
  readonly at: Instant;
  readonly status: ReportStatus;
  /** The provider's sentence, cut to a reasonable length. */
  readonly detail?: string;
  /** Set for a report about a member of the list that the mail went to: it says nothing of the mail itself. */
  readonly isOfMember?: true;
}

/** One mail to one recipient for one cause. */
export interface Notification {
  readonly notificationId: string;
  readonly kind: NotificationKind;
  readonly state: NotificationState;
  /** Why it is in this state, as a code or a sentence: `noContacts`, `newerResult`, a provider's answer. */
  readonly reason?: string;
  /** What it is about: a result key, a resend, or a digest id. */
  readonly cause: string;
  /** The result it tells of; absent for digests. */
  readonly resultKey?: string;
  /** The promise of its review's clock that it tells of; present for a notice of delay alone. */
  readonly promise?: number;
  /** Event with the result that the mail tells of; absent for digests. */
  readonly eventKey?: string;
  readonly submissionId?: string;
  /** Absent while no contact is known. */
  readonly address?: string;
  readonly recipientName?: string;
  readonly createdAt: Instant;
  /** W3C `traceparent` of what caused it, so that tries and reports join that trace; absent without telemetry. */
  readonly traceparent?: string;
  /** Number of the next try to hand it over, from 1; hints with a lower number are outdated. */
  readonly attempt: number;
  /** Not to be worked on before; absent means at once. */
  readonly nextAttemptAt?: Instant;
  /** First real try; the 24 hours of the retry ladder run from here. */
  readonly firstAttemptAt?: Instant;
  /** The slot of the provider's quota that it waits for; used up by the next attempt. */
  readonly quotaSlotAt?: Instant;
  /** Time spent waiting for quota since the first real try; it does not run down the 24 hours. */
  readonly quotaWaitInMs?: number;
  /** Random; tells one claim from another. */
  readonly claimId?: string;
  readonly attempts: readonly Attempt[];
  readonly operationId: string;
  readonly messageId: string;
  readonly articleVersion?: string;
  readonly articleSlug?: string;
  readonly templateVersion?: string;
  /** Instant of the result that this mail replaces. */
  readonly replaces?: Instant;
  /** The notification whose mail is sent again, why, and which content was asked for. */
  readonly resendOf?: string;
  readonly resendReason?: string;
  /** Who asked for it at the desk; absent for a request with a key. */
  readonly resentBy?: string;
  readonly content?: "asSent" | "current";
  /** Earlier digests whose mail never went out and whose members this one carries. */
  readonly absorbs?: readonly string[];
  /** What was taken out of the event's text, and other remarks. */
  readonly notes: readonly string[];
  readonly acceptedAt?: Instant;
  /** What the provider reported after it had accepted the mail, in the order of arrival. */
  readonly reports?: readonly KeptReport[];
}

/** A notification with the etag to change it by. */
export interface NotificationRow {
  readonly notification: Notification;
  readonly etag: string;
}

/** A notification as it was read. Its age is the store's own: clocks of machines differ. */
export interface StoredNotification extends NotificationRow {
  readonly ageInMs: number;
  /** The store's clock at the reading. */
  readonly readAt: Instant;
}
