import { type Instant, msBetween } from "../instant.ts";
import type { AttemptPolicy } from "./after-attempt.ts";
import { recordAttempt } from "./after-attempt.ts";
import type { Notification } from "./notification.ts";
import { SEND_TIMES } from "./retry-ladder.ts";

/** Why a hint has nothing to do. */
export type Unused = "unknownId" | "outdated" | "noContacts" | "held" | "settled" | "overtaken";

/** What a sender does about a notification as it finds it. */
export type NextMove =
  | { readonly kind: "unused"; readonly why: Unused }
  /** Come back after this time. */
  | { readonly kind: "wait"; readonly delayInMs: number }
  /** Compose it, claim it, and send it. */
  | { readonly kind: "send" }
  /** Ask the provider what became of it. */
  | { readonly kind: "ask"; readonly notification: Notification }
  /** Send the same bytes again. */
  | { readonly kind: "sendAgain"; readonly notification: Notification }
  /** Nobody can tell, and nobody may send it again. */
  | { readonly kind: "hold"; readonly notification: Notification };

/** Decides by the row alone. `ageInMs` is the age of the row's last write by the store's own clock. */
export const nextMove = (
  notification: Notification,
  attempt: number,
  ageInMs: number,
  policy: AttemptPolicy,
  now: Instant,
): NextMove => {
  // Who claimed a repeat may have died with this hint, which still has the number from before: it must come back.
  if (attempt < notification.attempt && notification.state !== "claimed") return { kind: "unused", why: "outdated" };
  const waitInMs = notification.nextAttemptAt === undefined ? 0 : msBetween(now, notification.nextAttemptAt);
  switch (notification.state) {
    case "queued":
    case "retrying":
      if (notification.address === undefined) return { kind: "unused", why: "noContacts" };
      return waitInMs > 0 ? { kind: "wait", delayInMs: waitInMs } : { kind: "send" };
    case "claimed": {
      const leaseLeftInMs = SEND_TIMES.leaseInMs - ageInMs;
      if (leaseLeftInMs > 0) return { kind: "wait", delayInMs: leaseLeftInMs };
      return resolve(recordAttempt(notification, now, "unknown", "the claim expired with no answer kept"), policy);
    }
    case "unknown":
      if (notification.reason === "held") return { kind: "unused", why: "held" };
      return waitInMs > 0 ? { kind: "wait", delayInMs: waitInMs } : resolve(notification, policy);
    default:
      return { kind: "unused", why: "settled" };
  }
};

/** By asking where the provider can tell, else by policy. */
const resolve = (notification: Notification, { canAsk, unknownMail }: AttemptPolicy): NextMove => {
  if (canAsk) return { kind: "ask", notification };
  return { kind: unknownMail === "hold" ? "hold" : "sendAgain", notification };
};
