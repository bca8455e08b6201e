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

/** Leads back to the page of a review, which tells what became of it. */
export const backToReview = async (
  verbs: Verbs,
  named: string,
  done: keyof typeof DONE_WORDS,
): Promise<RouteAnswer> => {
  const { review } = await verbs.showReview(named);
  return seeOther(`${reviewLink(review.submissionId)}?done=${done}`);
};
