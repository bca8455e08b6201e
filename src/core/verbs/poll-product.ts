import { hasCode, type NotifierError } from "../errors.ts";
import { makeFamiliar, readPlaces } from "../ledger/poll-places.ts";
import type { PolledProduct } from "../partner-center/poll-settings.ts";
import { sortSubmissions } from "../partner-center/sort-submissions.ts";
import type { EntityStore, Log, PartnerCenter } from "../ports.ts";
import type { SendUnsent } from "./send-unsent.ts";
import type { AskOr, TellStep } from "./tell-step.ts";

/** What a run has done so far. */
export interface PollTally {
  /** Submissions that were seen. */
  seen: number;
  /** Events that were sent. */
  told: number;
  /** Products, submissions and details that could not be understood, each of which was logged. */
  unclear: number;
}

/** Looks at the submissions of one product, tells what is new, and counts that. Throws when Partner Center, ledger or bus are away. */
export type PollProduct = (product: PolledProduct, tally: PollTally) => Promise<void>;

/** What looking at a product needs. */
export interface PollProductDeps {
  readonly store: EntityStore;
  readonly partnerCenter: PartnerCenter;
  readonly tellStep: TellStep;
  readonly sendUnsent: SendUnsent;
  readonly report: Log;
}

/** Makes the verb that looks at one product. What cannot be understood is logged, with nothing of what is in it, and the rest goes on. */
export const makePollProduct =
  (deps: PollProductDeps): PollProduct =>
  async (product, tally) => {
    const askOr: AskOr = async (ask, otherwise) => {
      try {
        return await ask();
      } catch (error) {
        if (!hasCode(error, "PARTNER_CENTER_UNREADABLE")) throw error;
        tally.unclear += 1;
        deps.report("error", (error as NotifierError).message, { productId: product.productId });
        return otherwise;
      }
    };
    await askOr(async () => await look(deps, product, tally, askOr), undefined);
  };

const look = async (
  { store, partnerCenter, tellStep, sendUnsent, report }: PollProductDeps,
  product: PolledProduct,
  tally: PollTally,
  askOr: AskOr,
): Promise<void> => {
  const { productId } = product;
  const { isFamiliar, bySubmission } = await readPlaces(store, productId);
  for (const [id, stored] of bySubmission) {
    bySubmission.set(id, await sendUnsent(productId, stored));
    if (stored.place.unsent !== undefined) tally.told += 1;
  }
  const { submissions, unreadable } = await partnerCenter.listSubmissions(productId);
  tally.seen += submissions.length;
  const told = new Map([...bySubmission].map(([id, { place }]) => [id, place.told]));
  const { current, oldNews, missed, unknown } = sortSubmissions(submissions, told, isFamiliar);
  // Not shown among the others, one may have been among those that cannot be read; and it may be there when it is asked for by its id.
  const gone: { submission: { id: string }; standing: "withdrawn" }[] = [];
  for (const id of unreadable > 0 ? [] : missed) {
    if (!(await partnerCenter.hasSubmission(productId, id))) gone.push({ submission: { id }, standing: "withdrawn" });
  }
  for (const sighting of [...current, ...gone]) {
    const stored = bySubmission.get(sighting.submission.id);
    if (await tellStep(product, { ...sighting, stored }, askOr)) tally.told += 1;
  }
  if (unreadable + unknown > 0) {
    tally.unclear += unreadable + unknown;
    const what = "Partner Center shows submissions in a shape or state that is not known; the others go on.";
    report("error", what, { productId, unreadable, unknown });
  }
  // One that could not be read may have ended long ago.
  if (isFamiliar || unreadable > 0) return;
  const ended = oldNews.map(({ submissionId, step }) => ({ submissionId, told: step, count: 0 }));
  await makeFamiliar(store, productId, ended);
};
