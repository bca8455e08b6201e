import type { HttpRequest } from "@azure/functions";
import { describeProblem } from "../problem.ts";
import type { RouteAnswer } from "../route.ts";
import { isSignInNeeded, signInLink } from "./desk.ts";

/** What went wrong as a page: the same words as the API's problem. */
export const toProblemPage = (error: unknown, request: Pick<HttpRequest, "url">): RouteAnswer => {
  const { problem, headers } = describeProblem(error);
  const { title, status, code, detail, problems } = problem;
  return {
    status,
    headers,
    page: {
      page: "problem",
      title,
      view: {
        heading: title,
        detail: detail ?? null,
        problems: problems ?? [],
        code,
        isFault: status >= 500,
        signInLink: isSignInNeeded(error) ? signInLink(request) : null,
      },
    },
  };
};
