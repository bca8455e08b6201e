import * as z from "zod";
import { toOpenApi } from "../openapi.ts";
import { json, makeRoute, type Route } from "../route.ts";

/** `GET /api/openapi.json`: the routes as they are registered. */
export const makeShowApi = (routes: () => readonly Route[]): Route => {
  let made: object | undefined;
  return makeRoute({
    name: "show-api",
    method: "GET",
    path: "openapi.json",
    who: "functionKey",
    summary: "This document.",
    answers: { 200: json("OpenAPI 3.1.", z.looseObject({ openapi: z.literal("3.1.0") })) },
    hasETag: true,
    respond: async () => {
      made ??= toOpenApi(routes());
      return { status: 200, json: made };
    },
  });
};
