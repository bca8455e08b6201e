import { keepPlace, type StoredPlace } from "../ledger/poll-places.ts";
import { asksForReport, newestReport, nextStep, type Standing } from "../partner-center/next-step.ts";
import type { PolledProduct, PollSettings } from "../partner-center/poll-settings.ts";
import { reviewTimes } from "../partner-center/review-times.ts";
import { toStepEvent } from "../partner-center/step-event.ts";
import type { SubmissionSeen } from "../partner-center/submission.ts";
import type { Clock, EntityStore, PartnerCenter } from "../ports.ts";
import type { SendUnsent } from "./send-unsent.ts";

/** Asks Partner Center, and does without an answer that cannot be understood. */
export type AskOr = <T>(ask: () => Promise<T>, otherwise: T) => Promise<T>;

/** A submission as it stands, and the place of what was told of it. */
export interface Sighting {
  readonly submission: Pick<SubmissionSeen, "id" | "environment">;
  readonly standing: Standing;
  readonly stored: StoredPlace | undefined;
}

/** Sends an event for the next step of a submission; false when there is nothing to tell, or somebody else has. */
export type TellStep = (product: PolledProduct, sighting: Sighting, askOr: AskOr) => Promise<boolean>;

/** What telling a step needs. */
export interface TellStepDeps {
  readonly store: EntityStore;
  readonly partnerCenter: PartnerCenter;
  readonly sendUnsent: SendUnsent;
  readonly clock: Clock;
  readonly settings: PollSettings;
}

/** Makes the verb that asks for what an event needs, keeps the event, and sends it. */
export const makeTellStep =
  ({ store, partnerCenter, sendUnsent, clock, settings }: TellStepDeps): TellStep =>
  async ({ productId, offerType }, { submission, standing, stored }, askOr) => {
    const told = stored?.place.told;
    if (!asksForReport(told, standing)) return false;
    const { id } = submission;
    const isThere = standing !== "withdrawn";
    const reports = isThere ? await askOr(async () => await partnerCenter.listReports(productId, id), []) : [];
    const report = newestReport(reports);
    const step = nextStep(told, standing, report);
    if (step === undefined) return false;
    const workflows = isThere ? await askOr(async () => await partnerCenter.listWorkflows(productId, id), []) : [];
    const shown = await askOr(async () => await partnerCenter.getProduct(productId), {});
    const count = (stored?.place.count ?? 0) + 1;
    const { publisherId, contacts, linkHosts } = settings;
    const event = toStepEvent({
      submission,
      step,
      count,
      offer: { id: shown.offerId ?? productId, name: shown.name ?? shown.offerId ?? productId, type: offerType },
      publisherId,
      contacts,
      times: reviewTimes(workflows),
      report,
      linkHosts,
      now: clock.now(),
    });
    // Kept before it is sent: a repeat has to be the same byte for byte, whatever the page, the settings or the time say by then.
    const place = { submissionId: id, told: step, count, unsent: JSON.stringify(event) };
    const etag = await keepPlace(store, productId, place, stored?.etag);
    if (etag !== undefined) await sendUnsent(productId, { place, etag });
    return etag !== undefined;
  };
