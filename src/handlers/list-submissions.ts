import type { HttpHandler } from "@azure/functions";
import type { ListReviews } from "../core/use-cases/list-reviews.ts";
import { answer } from "./answer.ts";

/** `GET /api/submissions?state=&offerType=&publisher=&cursor=&limit=`. */
export const makeListSubmissionsHandler = ({ listReviews }: { listReviews: ListReviews }): HttpHandler =>
  answer("Submissions cannot be listed", async (request) => {
    const given = [...request.query].filter(([, value]) => value !== "");
    return { status: 200, jsonBody: await listReviews(Object.fromEntries(given)) };
  });
