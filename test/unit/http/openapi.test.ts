import { toOpenApi } from "../../../src/http/openapi.ts";
import { refusalsOf } from "../../../src/http/refusals-of.ts";
import { ROUTES } from "../../../src/http/route-table.ts";

// biome-ignore lint/suspicious/noExplicitAny: a document is looked into
const document = toOpenApi(ROUTES) as any;

describe("toOpenApi", () => {
  it.each(ROUTES)("describes $name: its parameters, and each status that it may answer with", (route) => {
    const operation = document.paths[`/${route.path}`][route.method.toLowerCase()];
    const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const named = (operation.parameters ?? []).filter((one: { in: string }) => one.in === "path");
    expect(named.map(({ name }: { name: string }) => name)).toEqual(inPath);
    expect(named.every(({ required }: { required: boolean }) => required)).toBe(true);
    const statuses = new Set([...Object.keys(route.answers), ...[...refusalsOf(route).keys()].map(String)]);
    if (route.who === "functionKey") statuses.add("401");
    if (route.hasETag === true) statuses.add("304");
    if (route.params !== undefined) statuses.add("400");
    expect(new Set(Object.keys(operation.responses))).toEqual(statuses);
    expect(operation.security).toEqual(route.who === "functionKey" ? undefined : []);
    expect(operation.operationId).toBe(route.name);
  });

  it("leads nowhere by no reference, and leaves no schema unused", () => {
    const text = JSON.stringify(document);
    const references = new Set([...text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name));
    expect(references).toEqual(new Set(Object.keys(document.components.schemas)));
    expect(text).not.toMatch(/\$defs|__schema/);
  });

  it("describes queries and bodies as the code takes them", () => {
    const schemaOf = (path: string, name: string): unknown =>
      document.paths[path].get.parameters.find((one: { name: string }) => one.name === name).schema;
    expect(schemaOf("/submissions", "limit")).toEqual({ type: "integer", minimum: 1, maximum: 200, default: 50 });
    expect(schemaOf("/sla/report", "from")).toEqual({
      type: "string",
      anyOf: [{ format: "date" }, { format: "date-time" }],
    });
    expect(schemaOf("/notifications/{notificationId}/mail", "format")).toMatchObject({
      enum: ["html", "text", "json"],
      default: "html",
    });
    const { ResendRequest, ReplayRequest, Event } = document.components.schemas;
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
    expect(Event.anyOf).toHaveLength(5);
    expect(Event.anyOf[1]).toMatchObject({
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

  it("keeps the routes of the API", () => {
    const routes = ROUTES.map(({ method, path, who }) => `${method} ${path} ${who}`);
    for (const route of [
      "POST submissions/{submissionId}/resend functionKey",
      "GET submissions functionKey",
      "GET submissions/{submissionId} functionKey",
      "GET notifications/{notificationId}/mail functionKey",
      "POST preview functionKey",
      "GET sla/report functionKey",
      "GET rejected functionKey",
      "POST rejected/{id}/replay functionKey",
      "GET health anonymous",
      "GET openapi.json functionKey",
    ]) {
      expect(routes).toContain(route);
    }
  });
});
