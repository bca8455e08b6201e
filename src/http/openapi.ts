import * as z from "zod";
import { present } from "../core/present.ts";
import { problemSchema } from "./problem.ts";
import { REFUSAL_TYPE, refusalsOf } from "./refusals-of.ts";
import { type AnswerShape, page, type Route } from "./route.ts";

type Json = Record<string, unknown>;

/** Schemas that have a name, as they were met. */
type Named = Record<string, unknown>;

/** A schema of ours as JSON Schema; what it calls by name is put with the named ones. */
const toJsonSchema = (schema: z.ZodType, io: "input" | "output", named: Named): Json => {
  const made = z.toJSONSchema(schema, { io, unrepresentable: "any", reused: "inline" }) as Json;
  const {
    $schema: _dialect,
    $defs = {},
    ...rest
  } = JSON.parse(JSON.stringify(made).replaceAll('"#/$defs/', '"#/components/schemas/')) as Json;
  Object.assign(named, withoutIds($defs as Json));
  const { id, ...body } = rest;
  if (typeof id !== "string") return rest;
  named[id] = body;
  return { $ref: `#/components/schemas/${id}` };
};

/** JSON Schema has `$id` for a name; an `id` means nothing there. */
const withoutIds = (schemas: Json): Json =>
  Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => {
      const { id: _name, ...rest } = schema as Json;
      return [name, rest];
    }),
  );

const WELL_KNOWN: Readonly<Record<string, string>> = { "idempotency-key": "Idempotency-Key" };

const parametersOf = (schema: z.ZodObject | undefined, where: "path" | "query" | "header", named: Named): Json[] => {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = toJsonSchema(schema, "input", named) as {
    properties?: Record<string, Json>;
    required?: readonly string[];
  };
  return Object.entries(properties).map(([name, { description, ...rest }]) => ({
    name: WELL_KNOWN[name] ?? name,
    in: where,
    ...present({ description }),
    required: required.includes(name),
    schema: rest,
  }));
};

const NO_STORE = { "Cache-Control": { schema: { const: "no-store" } } };
const ETAG = { ETag: { schema: { type: "string" } } };
const RETRY_AFTER = { "Retry-After": { description: "Seconds.", schema: { type: "integer", minimum: 1 } } };

const answerOf = ({ says, content }: AnswerShape, headers: Json, named: Named): Json => ({
  description: says,
  headers,
  content: Object.fromEntries(
    Object.entries(content).map(([type, schema]) => [type, { schema: toJsonSchema(schema, "output", named) }]),
  ),
});

const responsesOf = (route: Route, named: Named): Json => {
  const { answers, hasETag = false, who, params } = route;
  const given = Object.entries(answers).map(([status, shape]) => [
    status,
    answerOf(shape, hasETag && status === "200" ? { ...NO_STORE, ...ETAG } : NO_STORE, named),
  ]);
  const refused = [...refusalsOf(route)].map(([status, codes]) => {
    const sentence = `Refused: ${codes.join(", ")}.`;
    const says =
      REFUSAL_TYPE[who] === "text/html"
        ? page(sentence)
        : { says: sentence, content: { "application/problem+json": problemSchema(status, codes) } };
    return [status, answerOf(says, codes.includes("COOL_DOWN") ? { ...NO_STORE, ...RETRY_AFTER } : NO_STORE, named)];
  });
  const own = Object.fromEntries(given) as Json;
  return merge(
    {
      ...(hasETag ? { 304: { description: "You have it: If-None-Match named its ETag.", headers: ETAG } } : {}),
      ...(params === undefined ? {} : { 400: { description: "The host cannot read the path, such as one with %00." } }),
      ...(who === "functionKey" ? { 401: { description: "No function key, or a wrong one." } } : {}),
      ...(Object.fromEntries(refused) as Json),
    },
    own,
  );
};

/** An answer and a refusal may have one status: they differ in their content type. */
const merge = (refused: Json, own: Json): Json => {
  const both = Object.keys(own).map((status) => {
    const [a, b] = [own[status] as Json, refused[status] as Json | undefined];
    return [status, { ...a, content: { ...(a["content"] as Json), ...(b?.["content"] as Json | undefined) } }];
  });
  return { ...refused, ...(Object.fromEntries(both) as Json) };
};

/** What a form holds is between a page and its route: it takes no other. */
const FORM = { type: "object", additionalProperties: { type: "string" } } as const;

const operationOf = (route: Route, named: Named): Json => {
  const { name, summary, who, params, query, headers, body, takesForm = false } = route;
  const parameters = [
    ...parametersOf(params, "path", named),
    ...parametersOf(query, "query", named),
    ...parametersOf(headers, "header", named),
  ];
  return {
    operationId: name,
    summary,
    ...(who === "functionKey" ? {} : { security: [] }),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: body.isOptional !== true,
            content: { "application/json": { schema: toJsonSchema(body.schema, "input", named) } },
          },
        }),
    ...(takesForm
      ? { requestBody: { required: true, content: { "application/x-www-form-urlencoded": { schema: FORM } } } }
      : {}),
    responses: responsesOf(route, named),
  };
};

/** The routes as an OpenAPI 3.1 document. */
export const toOpenApi = (routes: readonly Route[]) => {
  const schemas: Named = {};
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    paths[`/${route.path}`] = { ...paths[`/${route.path}`], [route.method.toLowerCase()]: operationOf(route, schemas) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Certification notifier",
      version: "0.1.0",
      description: "`GET` answers `HEAD`, too; any other method is answered with 405 and `Allow`.",
    },
    servers: [{ url: "/api" }],
    security: [{ header: [] }, { query: [] }],
    paths,
    components: {
      securitySchemes: {
        header: { type: "apiKey", in: "header", name: "x-functions-key" },
        query: { type: "apiKey", in: "query", name: "code" },
      },
      schemas,
    },
  };
};
