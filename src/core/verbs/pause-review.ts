import * as z from "zod";
import { RESULTS_QUEUE, toEventMessage } from "../certification/event-message.ts";
import { checkRequest } from "../check-request.ts";
import { NotifierError } from "../errors.ts";
import { readNamedReview } from "../ledger/review-rows.ts";
import type { AsideMessages, Clock, EntityStore, Random } from "../ports.ts";
import { isOpen, type ReviewClock } from "../sla/review-clock.ts";

/** The body of a request to let a clock wait or go on. */
export const pauseRequestSchema = z.strictObject({
  by: z.string().meta({ pattern: "\\S" }).trim().min(1, { error: "must say who" }).max(200),
  reason: z.string().trim().max(500).optional(),
});

/** What `makePauseReview` needs. */
export interface PauseDeps {
  readonly store: EntityStore;
  /** The way by which any producer's event comes in. */
  readonly asideMessages: Pick<AsideMessages, "send">;
  readonly clock: Clock;
  readonly random: Random;
}

/** Where an event that was asked for by hand says it comes from. */
export const BY_HAND = "/certification-notifier/by-hand";

/**
 * Sends the event that lets a review's clock wait, or go on, and gives its id: like a producer's it is recorded a moment later, and stands in
 * the timeline with who asked for it; asked for twice in a row, the second changes nothing. `named` is the submission id, or `sha256:` and its hash.
 * Throws `SUBMISSION_UNKNOWN`, `REQUEST_INVALID`, `NOTHING_OPEN`, in this order.
 */
export type PauseReview = (
  named: string,
  kind: "paused" | "resumed",
  body: unknown,
) => Promise<{ readonly eventId: string }>;

/** Makes the verb by which somebody lets a clock wait or go on. */
export const makePauseReview =
  ({ store, asideMessages, clock, random }: PauseDeps): PauseReview =>
  async (named, kind, body) => {
    const { review } = await readNamedReview(store, named);
    const { by, reason } = checkRequest(pauseRequestSchema, body);
    const { facts, clock: reviewClock } = review.record;
    if (!canChange(reviewClock, kind)) throw new NotifierError("NOTHING_OPEN", refusal(reviewClock, kind));
    const now = clock.now();
    const eventId = random.newId();
    const { submissionId, offer, publisher } = facts;
    const event = {
      specversion: "1.0",
      id: eventId,
      source: BY_HAND,
      type: `marketplace.certification.${kind}`,
      time: now,
      data: { submissionId, offer, publisher, at: now, reason: reason ? `${reason} (${by})` : by },
    };
    await asideMessages.send(RESULTS_QUEUE, toEventMessage(`${BY_HAND}/${eventId}`, JSON.stringify(event)));
    return { eventId };
  };

const canChange = (clock: ReviewClock, kind: "paused" | "resumed"): boolean =>
  isOpen(clock) && (clock.state === "paused") === (kind === "resumed");

const refusal = ({ state }: ReviewClock, kind: "paused" | "resumed"): string | undefined => {
  if (kind === "paused" && state === "paused") return "The clock of this review waits already.";
  return kind === "resumed" && isOpen({ state }) ? "The clock of this review does not wait." : undefined;
};
