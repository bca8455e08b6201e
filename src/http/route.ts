import * as z from "zod";
import type { Core } from "../core/core.ts";
import type { ErrorCode } from "../core/errors.ts";
import type { Viewer } from "./desk/viewer.ts";

/** The verbs that routes ask. */
export type Verbs = Omit<Core, "sweepSla">;

/** Who may call a route: whoever has a function key, everybody, or the people whom the desk lets in. */
export type WhoMay = "functionKey" | "anonymous" | "desk";

/** Who stands in the ledger for what was asked with a function key: keys are shared. */
export const API_CALLER = "API";

/** What a route answers with one status: a sentence, and a schema for each content type. */
export interface AnswerShape {
  readonly says: string;
  readonly content: Readonly<Record<string, z.ZodType>>;
}

/** A page of the desk: its file in `ops/`, its title, and what it shows. */
export interface PageAnswer {
  readonly page: string;
  readonly title: string;
  readonly view: object;
  /** True for a page that anybody may see: without navigation, cookie and script. */
  readonly isOpen?: boolean;
}

/** What a route answers. */
export interface RouteAnswer {
  readonly status: number;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as it is, in place of `json`. */
  readonly text?: { readonly contentType: string; readonly body: string };
  /** Rendered as a page of the desk. */
  readonly page?: PageAnswer;
  /** Name of a file of the desk. */
  readonly asset?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The body that a route takes. It is JSON; its verb checks it, for some answer first whether what it is about exists. */
export interface BodyShape {
  readonly schema: z.ZodType;
  readonly isOptional?: boolean;
  /** More is answered with 413; 1 MiB unless told. */
  readonly maxBytes?: number;
}

/** What a request gave, checked by the schemas of its route. */
export interface Given<P = Readonly<Record<string, string>>, Q = unknown, H = unknown> {
  /** Path parameters, taken from the raw path and decoded once. */
  readonly path: P;
  readonly query: Q;
  readonly headers: H;
  readonly bytes: Uint8Array;
  /** The body's value; undefined when there is none, or it is no JSON. */
  readonly json: unknown;
  /** What a form of the desk gave, which its verb checks. */
  readonly form: URLSearchParams;
  /** Who asks at the desk; of a route with another `who` nobody knows. */
  readonly viewer: Viewer;
}

type Shape = z.ZodObject;
type Out<S extends Shape | undefined> = S extends Shape ? z.infer<S> : Record<never, never>;

/** Everything there is to know of one route: the function, the checks, the answers and the document are made from it. */
export interface Route {
  /** Name of the function, of the verb and of the file. */
  readonly name: string;
  /** `GET` answers `HEAD`, too. */
  readonly method: "GET" | "POST" | "DELETE";
  /** As a route template, without the prefix `api`. */
  readonly path: string;
  readonly who: WhoMay;
  readonly summary: string;
  readonly params?: Shape;
  /** Answered for a path parameter that cannot be one. Needed with `params`. */
  readonly unknown?: ErrorCode;
  readonly query?: Shape;
  /** Names in lower case. */
  readonly headers?: Shape;
  readonly body?: BodyShape;
  /** True for a form of the desk, in place of `body`. */
  readonly takesForm?: boolean;
  /** By status. Refusals are not among them, but for those whose answer is no problem. */
  readonly answers: Readonly<Record<number, AnswerShape>>;
  /** Codes of the refusals of its verb, apart from those that every such route has. */
  readonly refusals?: readonly ErrorCode[];
  /** True for an answer that carries an `ETag`, and is not sent again to whoever has it. */
  readonly hasETag?: boolean;
  readonly respond: (verbs: Verbs, given: Given) => Promise<RouteAnswer>;
}

type Typed<P extends Shape | undefined, Q extends Shape | undefined, H extends Shape | undefined> = Omit<
  Route,
  "params" | "query" | "headers" | "respond"
> & {
  readonly params?: P;
  readonly query?: Q;
  readonly headers?: H;
  readonly respond: (verbs: Verbs, given: Given<Out<P>, Out<Q>, Out<H>>) => Promise<RouteAnswer>;
};

/** Makes a route whose `respond` is given what its schemas say. */
export const makeRoute = <
  P extends Shape | undefined = undefined,
  Q extends Shape | undefined = undefined,
  H extends Shape | undefined = undefined,
>(
  route: Typed<P, Q, H>,
): Route => route as unknown as Route;

/** A JSON answer as a route describes it. */
export const json = (says: string, schema: z.ZodType): AnswerShape => ({
  says,
  content: { "application/json": schema },
});

/** A page of the desk as a route describes it. */
export const page = (says: string): AnswerShape => ({ says, content: { "text/html": z.string() } });

/** The answer of an action at the desk: what became of it stands on the page that this leads to. */
export const SEE_OTHER = { 303: page("Done: see the page that `Location` names.") } as const;

/** Leads to another page of the desk. */
export const seeOther = (location: string): RouteAnswer => ({
  status: 303,
  headers: { location },
  text: { contentType: "text/html; charset=utf-8", body: "" },
});
