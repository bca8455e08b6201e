import fc from "fast-check";
import { toOpenApi } from "../../../src/http/openapi.ts";
import { ROUTES } from "../../../src/http/route-table.ts";
import { makeHttpClient } from "../../helpers/http-client.ts";
import { failed, makeWorld, SUBMISSION_ID, submitted } from "../../helpers/world.ts";

jest.setTimeout(60_000);

interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly schema: { readonly enum?: readonly string[] };
}

interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: object;
}

const operations = Object.entries(toOpenApi(ROUTES).paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, ...(operation as Operation) })),
);

const oddText = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 40 }),
  fc.string({ unit: "binary-ascii", maxLength: 40 }),
  fc.constantFrom(
    "",
    "0",
    "-1",
    "1e9",
    "NaN",
    "2026-11-20",
    "2026-02-30",
    "9999-12-31T23:59:59Z",
    "null",
    "%00",
    "a".repeat(5_000),
  ),
);

const member = fc.constantFrom("reason", "recipients", "content", "dryRun", "body", "data", "type", "__proto__", "id");

const oddBody = fc.oneof(
  fc.json(),
  fc.dictionary(member, fc.jsonValue()).map((value) => JSON.stringify(value)),
  fc.record({ reason: fc.string(), dryRun: fc.boolean() }).map((value) => JSON.stringify(value)),
  fc.dictionary(member, fc.jsonValue()).map((data) => JSON.stringify(failed(data))),
  fc.uint8Array({ maxLength: 200 }),
  fc.constant("[".repeat(20_000)),
);

describe("every route of the document", () => {
  it.each(operations)("$method $path answers nonsense as described, and never with a fault", async (operation) => {
    const world = await makeWorld();
    await world.receive(submitted());
    await world.receive(failed());
    await world.drain();
    const { call, logs } = makeHttpClient(world, ROUTES, "local");
    const known: Readonly<Record<string, string>> = {
      submissionId: SUBMISSION_ID,
      notificationId: world.only().notificationId,
    };
    const anyValueOf = ({ name, schema }: Parameter) =>
      fc.oneof(oddText, fc.constantFrom(known[name] ?? "x", ...(schema.enum ?? [])));
    const request = fc.record({
      values: fc.tuple(...(operation.parameters ?? []).map(anyValueOf)),
      given: fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
      isRaw: fc.boolean(),
      body: oddBody,
      type: fc.constantFrom(undefined, "application/json", "text/html", "application/cloudevents+json", "x"),
      method: fc.constantFrom(operation.method.toUpperCase(), operation.method.toUpperCase(), "HEAD", "PUT", "OPTIONS"),
    });
    await fc.assert(
      fc.asyncProperty(request, async ({ values, given, isRaw, body, type, method }) => {
        let path = operation.path.slice(1);
        const query = new URLSearchParams();
        const headers: Record<string, string> = type === undefined ? {} : { "content-type": type };
        for (const [index, parameter] of (operation.parameters ?? []).entries()) {
          const value = (values[index] ?? "").toWellFormed();
          const raw = isRaw && /^[\w%]+$/.test(value) ? value : encodeURIComponent(value);
          if (parameter.in === "path")
            path = path.replace(`{${parameter.name}}`, () => (/^\.{1,2}$/.test(raw) ? "x" : raw));
          else if (given[index] !== true) continue;
          else if (parameter.in === "query") query.append(parameter.name, value);
          else headers[parameter.name] = value.replace(/[^\x21-\x7e]/g, "k");
        }
        const hasBody = operation.requestBody !== undefined && method !== "HEAD";
        // The client checks status, type, members and codes against the document.
        const answer = await call(method, `${path}?${query}`, { headers, ...(hasBody ? { body } : {}) });
        // Health has a red that is an answer.
        if (operation.path !== "/health") expect(answer.status).toBeLessThan(500);
        expect(answer.headers["cache-control"]).toBe("no-store");
        if (answer.status >= 400) expect(answer.text).not.toMatch(/\bat .+:\d+:\d+|node_modules|Error:/);
        expect(logs).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});
