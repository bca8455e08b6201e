import type { HttpHandler } from "@azure/functions";
import { NotifierError } from "../core/errors.ts";
import type { ShowReview } from "../core/use-cases/show-review.ts";
import { toProblem } from "./problem.ts";
import { submissionIdOf } from "./submission-id.ts";

/** `GET /api/submissions/{submissionId}` (contract: design §7). */
export const makeGetSubmissionHandler =
  ({ showReview }: { showReview: ShowReview }): HttpHandler =>
  async (request, context) => {
    try {
      return { status: 200, jsonBody: await showReview(submissionIdOf(request)) };
    } catch (error) {
      if (!(error instanceof NotifierError)) context.error(`A submission cannot be shown: ${String(error)}`);
      return toProblem(error);
    }
  };
