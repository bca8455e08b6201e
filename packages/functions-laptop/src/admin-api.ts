import type { IncomingMessage, ServerResponse } from "node:http";
import type { App, AppFunction } from "./app.ts";
import { readBody } from "./http-body.ts";
import { writeEmpty, writeJson } from "./http-response.ts";

export type AdminDeps = {
  app: App;
  /** What `GET /admin/host/status` answers. */
  status: () => unknown;
  /** Runs a function that has no HTTP trigger now, and waits for its end. */
  runNow: (target: AppFunction, input: string | undefined) => Promise<void>;
};

/** The real host takes `{"input": "…"}`; no body at all is fine, too. */
const parseInput = (body: Buffer): { input: string | undefined } | undefined => {
  if (body.length === 0) return { input: undefined };
  try {
    const value: unknown = JSON.parse(body.toString("utf8"));
    if (typeof value !== "object" || value === null) return undefined;
    const { input } = value as { input?: unknown };
    return { input: input === undefined || typeof input === "string" ? input : JSON.stringify(input) };
  } catch {
    return undefined;
  }
};

const runFunction = async (
  deps: AdminDeps,
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const target = [...deps.app.functions.values()].find((known) => known.name.toLowerCase() === name.toLowerCase());
  if (!target) return writeEmpty(response, 404);
  if (request.method !== "POST") return writeEmpty(response, 405, { allow: "POST" });
  if (target.trigger.type === "httpTrigger") return writeJson(response, 400, { error: `Call ${name} by its route.` });
  const body = await readBody(request);
  const parsed = body && parseInput(body);
  if (!parsed) return writeJson(response, 400, { error: 'Expected no body, or {"input": "…"}.' });
  try {
    await deps.runNow(target, parsed.input);
    writeEmpty(response, 202);
  } catch {
    writeEmpty(response, 500);
  }
};

/**
 * The admin routes, for callers that hold the master key. Unlike the real host, which answers at once, a run is answered when it
 * is over: 202 when it succeeded, 500 when it threw. A caller that may go on after 202 need not poll.
 */
export const answerAdmin = async (
  deps: AdminDeps,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const [, , area, name, ...rest] = path.replace(/\/$/, "").split("/");
  if (area === "functions" && name !== undefined && rest.length === 0) {
    return runFunction(deps, name, request, response);
  }
  if (request.method !== "GET") return writeEmpty(response, 404);
  if (area === "functions" && name === undefined) {
    return writeJson(
      response,
      200,
      [...deps.app.functions.values()].map(({ name: known, trigger }) => ({ name: known, type: trigger.type })),
    );
  }
  if (area === "host" && name === "status" && rest.length === 0) return writeJson(response, 200, deps.status());
  return writeEmpty(response, 404);
};
