import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { EVENT_DATA_SCHEMAS } from "../../../src/core/certification/event-schema.ts";
import { CLOCK_STATES } from "../../../src/core/sla/review-clock.ts";
import { OPENAPI_DOCUMENT } from "../../../src/handlers/openapi-document.ts";

const FUNCTIONS = join(import.meta.dirname, "../../../functions");

interface Operation {
  readonly summary: string;
  readonly security?: readonly unknown[];
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: unknown }[];
  readonly requestBody?: {
    readonly content: { readonly "application/json": { readonly schema: { readonly $ref: string } } };
  };
  readonly responses: Readonly<Record<string, unknown>>;
}

/** Every HTTP function as its source registers it: `GET /route function`. */
const registered = readdirSync(FUNCTIONS)
  .map((file) => readFileSync(join(FUNCTIONS, file), "utf8"))
  .filter((source) => source.includes("app.http("))
  .map((source) => {
    const read = (pattern: RegExp): string => pattern.exec(source)?.[1] ?? "";
    return `${read(/methods: \["(\w+)"\]/)} /${read(/route: "([^"]+)"/)} ${read(/authLevel: "(\w+)"/)}`;
  });

const operations = Object.entries(OPENAPI_DOCUMENT.paths).flatMap(([path, methods]) =>
  Object.entries(methods as Record<string, Operation>).map(([method, operation]) => ({ path, method, operation })),
);

describe("OPENAPI_DOCUMENT", () => {
  it("names each HTTP function with its method, route and level, and no other", () => {
    const described = operations.map(
      ({ path, method, operation }) =>
        `${method.toUpperCase()} ${path} ${operation.security?.length === 0 ? "anonymous" : "function"}`,
    );
    expect(described.sort()).toEqual(registered.sort());
  });

  it.each(operations)("$method $path has its path parameters, and says what it answers", ({ path, operation }) => {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const named = operation.parameters?.filter((one) => one.in === "path").map(({ name }) => name) ?? [];
    expect(named).toEqual(inPath);
    expect(Object.keys(operation.responses).some((status) => status.startsWith("2"))).toBe(true);
    if (operation.security === undefined) expect(operation.responses["401"]).toBeDefined();
  });

  it("takes no more of a query than the code does", () => {
    const schemaOf = (path: string, name: string): unknown =>
      operations
        .find((one) => one.path === path && one.method === "get")
        ?.operation.parameters?.find((one) => one.name === name)?.schema;
    expect(schemaOf("/notifications/{notificationId}/mail", "format")).toEqual({
      enum: ["html", "text", "json"],
      default: "html",
    });
    expect(schemaOf("/submissions", "limit")).toEqual({ type: "integer", minimum: 1, maximum: 200, default: 50 });
    expect(schemaOf("/submissions", "state")).toEqual({ enum: CLOCK_STATES });
    expect(schemaOf("/sla/report", "from")).toEqual({
      type: "string",
      anyOf: [{ format: "date" }, { format: "date-time" }],
    });
    expect(schemaOf("/sla/report", "by")).toEqual({ enum: ["offerType", "publisher", "week"], default: "offerType" });
  });

  it("describes every body with what the code demands of it", () => {
    const bodies = operations.flatMap(({ path, operation }) => {
      const schema = operation.requestBody?.content["application/json"].schema.$ref.split("/").at(-1);
      return schema === undefined ? [] : [[path, schema]];
    });
    expect(bodies).toEqual([
      ["/submissions/{submissionId}/resend", "ResendRequest"],
      ["/preview", "Event"],
      ["/rejected/{id}/replay", "ReplayRequest"],
    ]);
    const { ResendRequest, ReplayRequest, Event } = OPENAPI_DOCUMENT.components.schemas;
    expect(ResendRequest).toMatchObject({
      additionalProperties: false,
      required: ["reason"],
      properties: {
        reason: { type: "string", minLength: 1, maxLength: 500, pattern: "\\S" },
        recipients: { minItems: 1, maxItems: 50, items: { type: "string", format: "email" } },
        content: { enum: ["asSent", "current"] },
        dryRun: { type: "boolean", default: false },
      },
    });
    expect(ReplayRequest).toMatchObject({ additionalProperties: false, properties: { body: { type: "string" } } });
    expect(Event.oneOf).toHaveLength(Object.keys(EVENT_DATA_SCHEMAS).length);
    expect(Event.oneOf[1]).toMatchObject({
      required: ["specversion", "id", "source", "type", "data"],
      properties: {
        type: { const: "marketplace.certification.completed" },
        data: {
          required: ["submissionId", "offer", "publisher", "completedAt", "outcome"],
          properties: {
            submissionId: { minLength: 1, maxLength: 128 },
            completedAt: { type: "string", format: "date-time" },
            contacts: { maxItems: 50, items: { properties: { email: { format: "email" } } } },
            findings: { maxItems: 500 },
          },
        },
      },
    });
  });
});
