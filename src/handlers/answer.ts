import type { HttpHandler, HttpRequest, HttpResponseInit } from "@azure/functions";
import { NotifierError } from "../core/errors.ts";
import { toProblem } from "./problem.ts";

/** A handler that turns what goes wrong into a problem, and logs after `failure` what no error of ours explains. */
export const answer =
  (failure: string, respond: (request: HttpRequest) => Promise<HttpResponseInit>): HttpHandler =>
  async (request, context) => {
    try {
      return await respond(request);
    } catch (error) {
      if (!(error instanceof NotifierError)) context.error(`${failure}: ${String(error)}`);
      return toProblem(error);
    }
  };
