import { submissionParams } from "../answer-schemas.ts";
import { makeRoute, type Route, SEE_OTHER, type Verbs } from "../route.ts";
import { orShowAgain } from "./or-show-again.ts";
import { backToReview, showReviewPage } from "./review-page.ts";
import type { DONE_WORDS } from "./review-view.ts";

/** What a button on the page of a review does. */
interface ReviewAction extends Pick<Route, "name" | "path" | "summary"> {
  /** What the page says then. */
  readonly done: keyof typeof DONE_WORDS;
  readonly act: (verbs: Verbs, submissionId: string, form: URLSearchParams, by: string) => Promise<unknown>;
}

/** The route of a button on the page of a review: it leads back to the page, which tells what became of it. */
export const makeReviewAction = ({ done, act, ...named }: ReviewAction): Route =>
  makeRoute({
    ...named,
    method: "POST",
    who: "desk",
    params: submissionParams,
    unknown: "SUBMISSION_UNKNOWN",
    takesForm: true,
    answers: SEE_OTHER,
    refusals: ["REQUEST_INVALID", "NOTHING_OPEN"],
    respond: async (verbs, { path: { submissionId }, form, viewer }) =>
      await orShowAgain(
        async () => {
          await act(verbs, submissionId, form, viewer.name);
          return await backToReview(verbs, submissionId, done);
        },
        async ({ status, problems }) => await showReviewPage(verbs, submissionId, { problems }, status),
      ),
  });
