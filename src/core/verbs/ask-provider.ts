import type { Instant } from "../instant.ts";
import { type AfterAttempt, type AttemptPolicy, afterStatus, recordAttempt } from "../notifications/after-attempt.ts";
import type { Prepared } from "../notifications/before-attempt.ts";
import type { Notification } from "../notifications/notification.ts";
import { SEND_TIMES } from "../notifications/retry-ladder.ts";
import type { Clock, Mailer } from "../ports.ts";
import type { PrepareMailAgain } from "./prepare-mail.ts";

/** What is to be done about a notification: what its row is to become before a mail is sent, or without any. */
export type Decided = Prepared | (AfterAttempt & { readonly kind?: undefined });

/** What asking needs. */
export interface AskDeps {
  readonly mailer: Pick<Mailer, "status">;
  readonly prepareMailAgain: PrepareMailAgain;
  readonly clock: Clock;
}

/** Asks the provider what became of a mail that may have been sent; one that never came to it is readied to go again. `readAt` is the ledger's own time. */
export type AskProvider = (notification: Notification, policy: AttemptPolicy, readAt: Instant) => Promise<Decided>;

/** Makes the verb that resolves an unknown outcome where the provider can tell. */
export const makeAskProvider =
  ({ mailer, prepareMailAgain, clock }: AskDeps): AskProvider =>
  async (notification, policy, readAt) => {
    const status = await mailer.status?.(notification.operationId, SEND_TIMES.providerDeadlineInMs);
    if (status === undefined) throw new TypeError("Expected a provider that can be asked.");
    const now = clock.now();
    const asked = recordAttempt(notification, now, status.kind === "notFound" ? "notFound" : "asked", status.answer);
    const after = afterStatus(asked, status, policy, now);
    return after === "sendAgain" ? await prepareMailAgain(asked, readAt) : after;
  };
