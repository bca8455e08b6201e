import { ERROR_CODES, type ErrorCode, hasCode, type NotifierError } from "../../core/errors.ts";
import { statusOf } from "../problem.ts";
import { type RouteAnswer, seeOther, type Verbs } from "../route.ts";
import { reviewLink } from "./links.ts";
import { type DONE_WORDS, toReviewPageView, type Visit } from "./review-view.ts";

/** The page of a review. Throws `SUBMISSION_UNKNOWN`. */
export const showReviewPage = async (
  verbs: Verbs,
  named: string,
  visit: Visit = {},
  status = 200,
): Promise<RouteAnswer> => {
  const dossier = await verbs.showDossier(named);
  const { offer } = dossier.review;
  return { status, page: { page: "review", title: offer.name, view: toReviewPageView(dossier, visit) } };
};

/** Refusals that leave the page as it is, with the reason on top. */
const SHOWN: readonly ErrorCode[] = [
  "REQUEST_INVALID",
  "NOTHING_OPEN",
  "NOBODY_TO_TELL",
  "NOTHING_TO_RESEND",
  "COOL_DOWN",
];

/** True for a refusal that the page can tell. */
const isShown = (error: unknown): error is NotifierError => SHOWN.some((code) => hasCode(error, code));

/** Why an action was refused, in sentences. */
const refusalsIn = ({ code, message, problems, retryAfterInMs }: NotifierError): readonly string[] => {
  const wait = retryAfterInMs === undefined ? "" : ` Try again in ${Math.ceil(retryAfterInMs / 60_000)} min.`;
  return problems.length > 0 ? problems : [`${message || ERROR_CODES[code].sentence}${wait}`];
};

/** Leads back to the page of a review, which tells what became of it. */
const backToReview = async (verbs: Verbs, named: string, done: keyof typeof DONE_WORDS): Promise<RouteAnswer> => {
  const { review } = await verbs.showReview(named);
  return seeOther(`${reviewLink(review.submissionId)}?done=${done}`);
};

/** What a page that shows first what would be sent has beside its form. */
export interface PreviewVisit<P> {
  readonly status?: number;
  readonly problems?: readonly string[];
  readonly preview?: P;
}

/** Shows what would be sent, and sends it when `step` says so; what is refused stands on the form, as it was filled in. */
export const previewOrSend = async <R extends { readonly kind: string }>(
  verbs: Verbs,
  named: string,
  { step, done }: { readonly step: string | null; readonly done: keyof typeof DONE_WORDS },
  ask: (dryRun: boolean) => Promise<R>,
  show: (visit: PreviewVisit<Extract<R, { kind: "dryRun" }>>) => Promise<RouteAnswer>,
): Promise<RouteAnswer> => {
  try {
    if (step === "send") {
      await ask(false);
      return await backToReview(verbs, named, done);
    }
    const preview = await ask(true);
    return await show(isDryRun(preview) ? { preview } : {});
  } catch (error) {
    if (!isShown(error)) throw error;
    return await show({ status: statusOf(error.code), problems: refusalsIn(error) });
  }
};

const isDryRun = <R extends { readonly kind: string }>(result: R): result is Extract<R, { kind: "dryRun" }> =>
  result.kind === "dryRun";

/** Does something to a review and leads back to its page, which tells what became of it. */
export const actOnReview = async (
  verbs: Verbs,
  named: string,
  done: keyof typeof DONE_WORDS,
  act: () => Promise<unknown>,
): Promise<RouteAnswer> => {
  try {
    await act();
  } catch (error) {
    if (!isShown(error)) throw error;
    return await showReviewPage(verbs, named, { problems: refusalsIn(error) }, statusOf(error.code));
  }
  return await backToReview(verbs, named, done);
};
