import { type ErrorCode, hasCode, type NotifierError } from "../errors.ts";
import { sha256 } from "../hash.ts";
import { plusMs } from "../instant.ts";
import {
  keepPlace,
  makeFamiliar,
  type PollPlace,
  type ProductPlaces,
  readPlaces,
  readPollRun,
  type StoredPlace,
  writePollRun,
} from "../ledger/poll-places.ts";
import { asksForReport, newestReport, nextStep, type Standing, standingOf } from "../partner-center/next-step.ts";
import { reviewTimes } from "../partner-center/review-times.ts";
import { toStepEvent } from "../partner-center/step-event.ts";
import type { SubmissionSeen } from "../partner-center/submission.ts";
import type { AsideMessages, Clock, EntityStore, Log, PartnerCenter } from "../ports.ts";
import { present } from "../present.ts";

/** What is asked for, and what Partner Center cannot tell. */
export interface PollSettings {
  readonly products: readonly PolledProduct[];
  readonly publisherId: string;
  /** Who gets the mails: Partner Center names nobody. */
  readonly contacts: readonly string[];
  /** Hosts that the link to a report may lead to. */
  readonly linkHosts: readonly string[];
}

/** A product whose submissions are looked at. */
export interface PolledProduct {
  readonly productId: string;
  readonly offerType: string;
}

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
export interface PollResult {
  /** Submissions that were seen. */
  readonly seen: number;
  /** Events that were sent. */
  readonly told: number;
  /** Products, submissions and details that could not be understood, each of which was logged. */
  readonly unclear: number;
  /** Why the run ended early; the next goes on. */
  readonly stopped?: ErrorCode;
}

/** Looks at the submissions of every product once, and sends an event for each step that was not told yet. Throws when ledger or bus are away. */
export type PollSubmissions = () => Promise<PollResult>;

const QUEUE = "certification-results";

/** Makes the verb that turns what Partner Center shows into events. */
export const makePollSubmissions =
  (deps: PollDeps): PollSubmissions =>
  async () => {
    const { store, clock, report, settings } = deps;
    const before = await readPollRun(store);
    const now = clock.now();
    const tally: Tally = { seen: 0, told: 0, unclear: 0 };
    if (before.waitUntil !== undefined && now < before.waitUntil) {
      return { ...tally, stopped: "PARTNER_CENTER_UNAVAILABLE" };
    }
    const stopped = await lookAtAll(deps, settings.products, tally);
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

interface Tally {
  seen: number;
  told: number;
  unclear: number;
}

/** Gives what ends the run for every product; what one product alone meets is logged, and the others go on. */
const lookAtAll = async (
  deps: PollDeps,
  products: readonly PolledProduct[],
  tally: Tally,
): Promise<NotifierError | undefined> => {
  for (const product of products) {
    try {
      await orUnclear(deps, product, tally, async () => await lookAtProduct(deps, product, tally), undefined);
    } catch (error) {
      const isTheirs = hasCode(error, "PARTNER_CENTER_UNAVAILABLE") || hasCode(error, "PARTNER_CENTER_DENIED");
      if (isTheirs) return error as NotifierError;
      throw error;
    }
  }
  return undefined;
};

/** Does without an answer that cannot be understood, and says so, with nothing of what is in it. */
const orUnclear = async <T>(
  { report }: PollDeps,
  { productId }: PolledProduct,
  tally: Tally,
  ask: () => Promise<T>,
  otherwise: T,
): Promise<T> => {
  try {
    return await ask();
  } catch (error) {
    if (!hasCode(error, "PARTNER_CENTER_UNREADABLE")) throw error;
    tally.unclear += 1;
    report("error", (error as NotifierError).message, { productId });
    return otherwise;
  }
};

const lookAtProduct = async (deps: PollDeps, product: PolledProduct, tally: Tally): Promise<void> => {
  const { store, partnerCenter, report } = deps;
  const { productId } = product;
  const places = await readPlaces(store, productId);
  for (const [id, stored] of places.bySubmission) {
    places.bySubmission.set(id, await sendUnsent(deps, product, stored, tally));
  }
  const { submissions, unreadable } = await partnerCenter.listSubmissions(productId);
  const gone = unreadable > 0 ? [] : await findGone(deps, product, places, submissions);
  const ended: PollPlace[] = [];
  let unknown = 0;
  const tell = makeTell(deps, product, tally);
  for (const submission of submissions) {
    tally.seen += 1;
    const standing = standingOf(submission);
    if (standing === "unknown") unknown += 1;
    const stored = places.bySubmission.get(submission.id);
    const step = nextStep(stored?.place.told, standing);
    if (!places.isFamiliar && stored === undefined && step !== undefined && step !== "submitted") {
      // Old news: whoever was to hear of it has.
      ended.push({ submissionId: submission.id, told: step, count: 0 });
    } else {
      await tell(submission, standing, stored);
    }
  }
  for (const { place, etag } of gone) await tell({ id: place.submissionId }, "withdrawn", { place, etag });
  if (unreadable + unknown > 0) {
    tally.unclear += unreadable + unknown;
    report("error", "Partner Center shows submissions in a shape or state that is not known; the others go on.", {
      productId,
      unreadable,
      unknown,
    });
  }
  // One that could not be read may have ended long ago.
  if (!places.isFamiliar && unreadable === 0) await makeFamiliar(store, productId, ended);
};

/** Those in review that are shown no more, also not when they are asked for by their ids. */
const findGone = async (
  { partnerCenter }: PollDeps,
  { productId }: PolledProduct,
  { bySubmission }: ProductPlaces,
  submissions: readonly SubmissionSeen[],
): Promise<readonly StoredPlace[]> => {
  const shown = new Set(submissions.map(({ id }) => id));
  const missed = [...bySubmission.values()].filter(
    ({ place }) => place.told === "submitted" && !shown.has(place.submissionId),
  );
  const gone: StoredPlace[] = [];
  for (const stored of missed) {
    if (!(await partnerCenter.hasSubmission(productId, stored.place.submissionId))) gone.push(stored);
  }
  return gone;
};

type Told = Pick<SubmissionSeen, "id" | "environment">;

const makeTell = (deps: PollDeps, product: PolledProduct, tally: Tally) => {
  const { store, partnerCenter, clock, settings } = deps;
  const { productId, offerType } = product;
  const ask = async <T>(asked: () => Promise<T>, otherwise: T): Promise<T> =>
    await orUnclear(deps, product, tally, asked, otherwise);
  return async (submission: Told, standing: Standing, stored: StoredPlace | undefined): Promise<void> => {
    const told = stored?.place.told;
    if (!asksForReport(told, standing)) return;
    const { id } = submission;
    const isThere = standing !== "withdrawn";
    const reports = isThere ? await ask(async () => await partnerCenter.listReports(productId, id), []) : [];
    const report = newestReport(reports);
    const step = nextStep(told, standing, report);
    if (step === undefined) return;
    const workflows = isThere ? await ask(async () => await partnerCenter.listWorkflows(productId, id), []) : [];
    const shown = await ask(async () => await partnerCenter.getProduct(productId), {});
    const count = (stored?.place.count ?? 0) + 1;
    const event = toStepEvent({
      submission,
      step,
      count,
      offer: { id: shown.offerId ?? productId, name: shown.name ?? shown.offerId ?? productId, type: offerType },
      publisherId: settings.publisherId,
      contacts: settings.contacts,
      times: reviewTimes(workflows),
      report,
      linkHosts: settings.linkHosts,
      now: clock.now(),
    });
    // Kept before it is sent: a repeat has to be the same byte for byte, whatever the page, the settings or the time say by then.
    const place = { submissionId: id, told: step, count, unsent: JSON.stringify(event) };
    const etag = await keepPlace(store, productId, place, stored?.etag);
    if (etag !== undefined) await sendUnsent(deps, product, { place, etag }, tally);
  };
};

/** Sent, then struck off: whoever dies in between sends it again, and that changes nothing. */
const sendUnsent = async (
  { store, asideMessages }: PollDeps,
  { productId }: PolledProduct,
  stored: StoredPlace,
  tally: Tally,
): Promise<StoredPlace> => {
  const { unsent, ...place } = stored.place;
  if (unsent === undefined) return stored;
  await asideMessages.send(QUEUE, {
    messageId: `partner-center-${sha256(`${place.submissionId}/${place.count}`).slice(0, 32)}`,
    contentType: "application/cloudevents+json",
    body: new TextEncoder().encode(unsent),
    properties: {},
  });
  tally.told += 1;
  const etag = await keepPlace(store, productId, place, stored.etag);
  return { place, etag: etag ?? stored.etag };
};
