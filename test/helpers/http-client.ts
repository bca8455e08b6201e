import { join, resolve } from "node:path";
import { HttpRequest, type HttpRequestInit, InvocationContext } from "@azure/functions";
import { loadDesk } from "../../src/adapters/desk/load-desk.ts";
import type { DeskAuth } from "../../src/config/desk-settings.ts";
import type { Telemetry } from "../../src/core/telemetry/telemetry.ts";
import { makeDesk } from "../../src/http/desk/desk.ts";
import type { Route, Verbs } from "../../src/http/route.ts";
import { ROUTES } from "../../src/http/route-table.ts";
import { toBindings } from "../../src/http/to-bindings.ts";
import { checkAnswer } from "./check-answer.ts";

const ROOT = resolve(__dirname, "../..");
const pages = loadDesk(ROOT, join(ROOT, "src"));

/** What a client is answered. */
export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: what tests look into
  readonly json: any;
}

/** Finds the function as a host does, calls it in this process, and checks each answer against the document. */
export const makeHttpClient = (
  core: Verbs,
  routes: readonly Route[] = ROUTES,
  auth: DeskAuth = "closed",
  telemetry?: Telemetry,
) => {
  const logs: string[] = [];
  const bindings = toBindings(routes, async () => ({ core, desk: makeDesk(pages, { auth }), telemetry }));
  const context = new InvocationContext({
    functionName: "test",
    logHandler: (_level, ...parts) => logs.push(parts.join(" ")),
  });
  const call = async (
    method: string,
    path: string,
    { body, headers = {} }: { body?: string | Uint8Array; headers?: Record<string, string> } = {},
  ): Promise<Answered> => {
    const url = `http://127.0.0.1/api/${path}`;
    const found = bindings
      .filter(({ options }) => options.methods?.some((own) => own === method))
      .filter(({ options }) => patternOf(options.route ?? "").test(new URL(url).pathname))
      .sort((a, b) => (a.options.route ?? "").split("{").length - (b.options.route ?? "").split("{").length)[0];
    if (found === undefined) throw new TypeError(`Expected a function for ${method} ${path}.`);
    const init: HttpRequestInit = { method, url, headers };
    if (body !== undefined) init.body = { bytes: Buffer.from(body) };
    const response = await found.options.handler(new HttpRequest(init), context);
    const given = response as { status: number; headers: Record<string, string>; body?: string };
    const text = given.body ?? "";
    const contentType = given.headers["content-type"] ?? null;
    if (routes === ROUTES) checkAnswer(method, url, { status: given.status, contentType, text });
    const json = contentType?.includes("json") === true ? JSON.parse(text) : undefined;
    return { status: given.status, headers: given.headers, text, json };
  };
  return { call, logs };
};

const patternOf = (route: string): RegExp =>
  new RegExp(`^/api/${route.replace(/\{\w+\}/g, "[^/]*").replaceAll(".", "\\.")}/?$`);
