import * as z from "zod";
import { REPORT_STATUSES } from "../delivery/delivery-report.ts";
import type { Instant } from "../instant.ts";
import type { Stored } from "../stored.ts";
import { storedInstant } from "../stored-instant.ts";
import { NOTIFICATION_KINDS } from "./notification-kind.ts";

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
const attemptSchema = z.object({
  number: z.int(),
  at: storedInstant,
  outcome: z.enum(["accepted", "retryable", "permanent", "unknown", "dropped", "asked", "notFound"]),
  answer: z.string(),
  /** Set when the fault was ours (credentials, sender, DNS, TLS), so that every mail meets it. */
  ours: z.literal(true).exactOptional(),
});
export type Attempt = Stored<typeof attemptSchema>;

/** One delivery report as a row keeps it. */
const keptReportSchema = z.object({
  at: storedInstant,
  status: z.enum(REPORT_STATUSES),
  /** The provider's sentence, cut to a reasonable length. */
  detail: z.string().exactOptional(),
  /** Set for a report about a member of the list that the mail went to: it says nothing of the mail itself. */
  isOfMember: z.literal(true).exactOptional(),
});
export type KeptReport = Stored<typeof keptReportSchema>;

/** One mail to one recipient for one cause. */
export const notificationSchema = z.object({
  notificationId: z.string(),
  kind: z.enum(NOTIFICATION_KINDS),
  state: z.enum(NOTIFICATION_STATES),
  /** Why it is in this state, as a code or a sentence: `noContacts`, `newerResult`, a provider's answer. */
  reason: z.string().exactOptional(),
  /** What it is about: a result key, a resend, or a digest id. */
  cause: z.string(),
  /** The result it tells of; absent for digests. */
  resultKey: z.string().exactOptional(),
  /** The promise of its review's clock that it tells of; present for a notice of delay alone. */
  promise: z.int().exactOptional(),
  /** Event with the result that the mail tells of; absent for digests. */
  eventKey: z.string().exactOptional(),
  submissionId: z.string().exactOptional(),
  /** Absent while no contact is known. */
  address: z.string().exactOptional(),
  recipientName: z.string().exactOptional(),
  createdAt: storedInstant,
  /** W3C `traceparent` of what caused it, so that tries and reports join that trace; absent without telemetry. */
  traceparent: z.string().exactOptional(),
  /** Number of the next try to hand it over, from 1; hints with a lower number are outdated. */
  attempt: z.int().min(1),
  /** Not to be worked on before; absent means at once. */
  nextAttemptAt: storedInstant.exactOptional(),
  /** First real try; the 24 hours of the retry ladder run from here. */
  firstAttemptAt: storedInstant.exactOptional(),
  /** The slot of the provider's quota that it waits for; used up by the next attempt. */
  quotaSlotAt: storedInstant.exactOptional(),
  /** Time spent waiting for quota since the first real try; it does not run down the 24 hours. */
  quotaWaitInMs: z.number().exactOptional(),
  /** Random; tells one claim from another. */
  claimId: z.string().exactOptional(),
  attempts: z.array(attemptSchema),
  operationId: z.string(),
  messageId: z.string(),
  articleVersion: z.string().exactOptional(),
  articleSlug: z.string().exactOptional(),
  templateVersion: z.string().exactOptional(),
  /** Instant of the result that this mail replaces. */
  replaces: storedInstant.exactOptional(),
  /** The notification whose mail is sent again, why, and which content was asked for. */
  resendOf: z.string().exactOptional(),
  resendReason: z.string().exactOptional(),
  /** Who asked for it at the desk; absent for a request with a key. */
  resentBy: z.string().exactOptional(),
  content: z.enum(["asSent", "current"]).exactOptional(),
  /** Earlier digests whose mail never went out and whose members this one carries. */
  absorbs: z.array(z.string()).exactOptional(),
  /** What was taken out of the event's text, and other remarks. */
  notes: z.array(z.string()),
  acceptedAt: storedInstant.exactOptional(),
  /** What the provider reported after it had accepted the mail, in the order of arrival. */
  reports: z.array(keptReportSchema).exactOptional(),
});
export type Notification = Stored<typeof notificationSchema>;

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
