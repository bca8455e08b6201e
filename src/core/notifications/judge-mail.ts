import { type Instant, msBetween } from "../instant.ts";
import type { Notification } from "./notification.ts";

/** A mail that has not gone out yet. */
export interface WaitingMail {
  readonly notification: Notification;
  /** True when it should have moved by itself, and did not. */
  readonly isOverdue: boolean;
}

/** A mail that waits longer than this is worth a look. */
const MAIL_WITHIN_IN_MS = 15 * 60_000;
/** A fault of ours that lasts longer than this stops every mail. */
const OURS_WITHIN_IN_MS = 60_000;

/** Says by the mails that wait whether mail goes out: red for a fault of ours that lasts, amber for a mail that waits too long. */
export const judgeMail = (
  waiting: readonly WaitingMail[],
  now: Instant,
): { readonly status: "green" | "amber" | "red"; readonly message: string } => {
  if (waiting.some(({ notification }) => isRefusedForUs(notification, now))) {
    return {
      status: "red",
      message: "No mail goes out: look at the mail server's address, its login, TLS and our sender.",
    };
  }
  const [oldest] = waiting
    .filter(({ isOverdue, notification }) => isOverdue || notification.state === "retrying")
    .map(({ notification }) => notification.createdAt)
    .sort();
  if (oldest === undefined) return { status: "green", message: "No mail waits longer than it should." };
  const waitedInMs = msBetween(oldest, now);
  return {
    status: waitedInMs > MAIL_WITHIN_IN_MS ? "amber" : "green",
    message: `The oldest mail that is overdue has waited ${Math.floor(waitedInMs / 60_000)} minutes.`,
  };
};

/** A fault of ours that has lasted: one try that met it may have met a hiccup. */
const isRefusedForUs = ({ state, attempts, firstAttemptAt }: Notification, now: Instant): boolean =>
  state === "retrying" &&
  attempts.at(-1)?.ours === true &&
  firstAttemptAt !== undefined &&
  msBetween(firstAttemptAt, now) > OURS_WITHIN_IN_MS;
