import type { HttpHandler } from "@azure/functions";
import { NotifierError } from "../core/errors.ts";
import type { ListReviews } from "../core/use-cases/list-reviews.ts";
import { toProblem } from "./problem.ts";

/** `GET /api/submissions?state=&offerType=&publisher=&cursor=&limit=` (contract: design §7). */
export const makeListSubmissionsHandler =
  ({ listReviews }: { listReviews: ListReviews }): HttpHandler =>
  async (request, context) => {
    try {
      const given = [...request.query].filter(([, value]) => value !== "");
      return { status: 200, jsonBody: await listReviews(Object.fromEntries(given)) };
    } catch (error) {
      if (!(error instanceof NotifierError)) context.error(`Submissions cannot be listed: ${String(error)}`);
      return toProblem(error);
    }
  };
