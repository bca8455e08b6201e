import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { resendRequestSchema } from "../../../src/core/use-cases/resend-notification.ts";
import { OPENAPI_DOCUMENT } from "../../../src/handlers/openapi-document.ts";

const FUNCTIONS = join(import.meta.dirname, "../../../functions");

interface Operation {
  readonly summary: string;
  readonly security?: readonly unknown[];
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
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

  it("describes the body of a resend as it is checked", () => {
    const { properties, required } = OPENAPI_DOCUMENT.components.schemas.ResendRequest;
    const checked = z.toJSONSchema(resendRequestSchema, { io: "input", unrepresentable: "any" });
    expect(Object.keys(properties).sort()).toEqual(Object.keys(checked.properties ?? {}).sort());
    expect(required).toEqual(checked.required);
  });
});
