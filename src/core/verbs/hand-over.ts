import { type Instant, msBetween } from "../instant.ts";
import type { AttemptOutcome } from "../notifications/after-attempt.ts";
import type { WrittenClaim } from "../notifications/before-attempt.ts";
import { SEND_TIMES } from "../notifications/retry-ladder.ts";
import type { Clock, Mailer } from "../ports.ts";

/** What handing over needs. */
export interface HandOverDeps {
  readonly mailer: Mailer;
  readonly clock: Clock;
  /** Told of each call to the provider: when it began, when it ended, and whether the provider is well. */
  readonly onSent?: (startedAt: Instant, endedAt: Instant, isWell: boolean) => void;
}

/** Hands the mail of a claim to the provider, and gives what became of that. */
export type HandOver = (claim: Pick<WrittenClaim, "mail" | "claimedAt">) => Promise<AttemptOutcome>;

/** Makes the one verb that calls the provider to send. It drops what was claimed too long ago: the lease might run out during the call, and somebody else would send too. */
export const makeHandOver =
  ({ mailer, clock, onSent }: HandOverDeps): HandOver =>
  async ({ mail, claimedAt }) => {
    const startedAt = clock.now();
    if (msBetween(claimedAt, startedAt) > SEND_TIMES.staleClaimInMs)
      return { kind: "dropped", answer: "the claim took too long" };
    const outcome = await mailer.send(mail, SEND_TIMES.providerDeadlineInMs);
    onSent?.(startedAt, clock.now(), outcome.kind === "accepted" || outcome.kind === "permanent");
    return outcome;
  };
