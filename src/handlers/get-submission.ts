import type { HttpHandler } from "@azure/functions";
import type { ShowReview } from "../core/use-cases/show-review.ts";
import { answer } from "./answer.ts";
import { submissionIdOf } from "./submission-id.ts";

/** `GET /api/submissions/{submissionId}`. */
export const makeGetSubmissionHandler = ({ showReview }: { showReview: ShowReview }): HttpHandler =>
  answer("A submission cannot be shown", async (request) => ({
    status: 200,
    jsonBody: await showReview(submissionIdOf(request)),
  }));
