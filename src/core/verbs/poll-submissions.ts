import { type ErrorCode, hasCode, type NotifierError } from "../errors.ts";
import { plusMs } from "../instant.ts";
import { readPollRun, writePollRun } from "../ledger/poll-places.ts";
import type { PolledProduct, PollSettings } from "../partner-center/poll-settings.ts";
import type { AsideMessages, Clock, EntityStore, Log, PartnerCenter } from "../ports.ts";
import { present } from "../present.ts";
import { makePollProduct, type PollProduct, type PollTally } from "./poll-product.ts";
import { makeSendUnsent } from "./send-unsent.ts";
import { makeTellStep } from "./tell-step.ts";

/** What `makePollSubmissions` needs. */
export interface PollDeps {
  readonly store: EntityStore;
  readonly partnerCenter: PartnerCenter;
  /** The way by which any producer's event comes in. */
  readonly asideMessages: Pick<AsideMessages, "send">;
  readonly clock: Clock;
  readonly report: Log;
  readonly settings: PollSettings;
}

/** What one run did. */
export interface PollResult extends Readonly<PollTally> {
  /** Why the run ended early; the next goes on. */
  readonly stopped?: ErrorCode;
}

/** Looks at the submissions of every product once, and sends an event for each step that was not told yet. Throws when ledger or bus are away. */
export type PollSubmissions = () => Promise<PollResult>;

/** Makes the verb that turns what Partner Center shows into events. */
export const makePollSubmissions = (deps: PollDeps): PollSubmissions => {
  const { store, clock, report, settings } = deps;
  const sendUnsent = makeSendUnsent(deps);
  const pollProduct = makePollProduct({ ...deps, sendUnsent, tellStep: makeTellStep({ ...deps, sendUnsent }) });
  return async () => {
    const before = await readPollRun(store);
    const now = clock.now();
    const tally: PollTally = { seen: 0, told: 0, unclear: 0 };
    if (before.waitUntil !== undefined && now < before.waitUntil) {
      return { ...tally, stopped: "PARTNER_CENTER_UNAVAILABLE" };
    }
    const stopped = await pollAll(pollProduct, settings.products, tally);
    if (stopped !== undefined) {
      report(stopped.code === "PARTNER_CENTER_DENIED" ? "error" : "warn", `${stopped.message} The next run goes on.`);
    }
    const { retryAfterInMs } = stopped ?? {};
    await writePollRun(store, {
      ...present({
        lookedAt: stopped === undefined ? now : before.lookedAt,
        waitUntil: retryAfterInMs === undefined ? undefined : plusMs(clock.now(), retryAfterInMs),
        trouble: stopped?.code,
      }),
      unclear: tally.unclear,
    });
    return { ...tally, ...present({ stopped: stopped?.code }) };
  };
};

/** Gives what ends the run for every product. */
const pollAll = async (
  pollProduct: PollProduct,
  products: readonly PolledProduct[],
  tally: PollTally,
): Promise<NotifierError | undefined> => {
  for (const product of products) {
    try {
      await pollProduct(product, tally);
    } catch (error) {
      const isTheirs = hasCode(error, "PARTNER_CENTER_UNAVAILABLE") || hasCode(error, "PARTNER_CENTER_DENIED");
      if (isTheirs) return error as NotifierError;
      throw error;
    }
  }
  return undefined;
};
