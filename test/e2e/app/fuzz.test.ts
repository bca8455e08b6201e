import { request as ask } from "node:http";
import fc from "fast-check";
import { toOpenApi } from "../../../src/http/openapi.ts";
import { ROUTES } from "../../../src/http/route-table.ts";
import { checkAnswer } from "../../helpers/check-answer.ts";
import { LocalStack } from "../../helpers/local-stack.ts";
import { failedEvent, structured } from "../../helpers/local-stack-events.ts";

jest.setTimeout(120_000);

const RUNS = 12;
const SEED = 20_261_128;
const FORM = "application/x-www-form-urlencoded";
const TEN_MB = Buffer.alloc(10 * 1024 * 1024, 0x61);

/** Raw, as a client writes them that encodes nothing for us. */
const oddIds = [
  ...["%2F", "%00", "..%2f..%2f", "%", "%zz", "%C0%AF", "%5C%3F%23", "%0d%0aX-Evil:1", "a%20b", "%F0%9F%92%A9"],
  ...["__proto__", "{x}", `sha256:${"0".repeat(64)}`, "sha256:x", "a".repeat(4_000)],
];

const oddBodies = fc.oneof(
  fc.json(),
  fc.string({ unit: "binary" }),
  fc.constantFrom(
    "",
    "[".repeat(50_000),
    "null",
    '{"reason":1}',
    '{"reason":"x","recipients":"y"}',
    '{"by":"x","until":"2026"}',
  ),
  fc.constantFrom('{"businessDays":1e400,"reason":"x"}', `a=b&c=%ZZ&${"k=v&".repeat(3_000)}`),
);

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
}

const operations = Object.entries(toOpenApi(ROUTES).paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, ...(operation as Operation) })),
);

describe("every route over the socket", () => {
  let stack: LocalStack;
  let known: readonly string[];
  let page: Readonly<Record<string, string>>;

  beforeAll(async () => {
    stack = await LocalStack.start({ settings: { DESK_AUTH: "local", RESEND_COOLDOWN_MINUTES: "0" } });
    const failed = failedEvent();
    await stack.publish(structured(failed), structured({ ...failedEvent(), type: "nonsense" }));
    await stack.untilIdle();
    const [notification] = await stack.notifications();
    known = [String(failed.data["submissionId"]), notification?.notificationId ?? ""];
    const cookie = (await fetch(`${stack.http}/api/desk`)).headers.get("set-cookie")?.split(";")[0] ?? "";
    page = { cookie, origin: stack.http, "sec-fetch-site": "same-origin" };
  });

  afterAll(async () => await stack?.stop());

  /** Not by `fetch`, which mends paths. */
  const send = async ({ method, path, headers, body }: Sent): Promise<number> =>
    await new Promise((resolve, reject) => {
      const { hostname, port } = new URL(stack.http);
      const length = { "content-length": String(body.length) };
      const sent = ask({ hostname, port, method, path, headers: { ...headers, ...length }, agent: false });
      sent.on("error", reject).on("response", (response) => {
        const parts: Buffer[] = [];
        response.on("error", reject).on("data", (part: Buffer) => parts.push(part));
        response.on("end", () => {
          const status = response.statusCode ?? 0;
          const text = Buffer.concat(parts).toString();
          try {
            expect(text).not.toMatch(/\bat .+:\d+:\d+|node_modules/);
            expect(response.headers["x-evil"]).toBeUndefined();
            const contentType = response.headers["content-type"] ?? null;
            if (status !== 400 || text !== "") {
              checkAnswer(method, new URL(path, stack.http).href, { status, contentType, text });
            }
            resolve(status);
          } catch (error) {
            reject(error);
          }
        });
      });
      sent.end(body);
    });

  const headersFor = (path: string, type: string | undefined): Readonly<Record<string, string>> => ({
    "x-functions-key": stack.functionKey,
    ...(type === undefined ? {} : { "content-type": type }),
    ...(path.startsWith("/desk") ? page : {}),
  });

  it.each(operations)("$method $path answers odd requests as documented, and never with a fault", async (operation) => {
    const names = (operation.parameters ?? []).flatMap((one) => (one.in === "query" ? [one.name] : []));
    const odd = fc.record({
      id: fc.constantFrom(...oddIds, ...known),
      query: fc.array(
        fc.tuple(fc.constantFrom("junk", ...names), fc.constantFrom("", "-1", "1e99", "2026-02-30", "NaN", "\u0000")),
        { maxLength: 3 },
      ),
      type: fc.constantFrom(undefined, "application/json", FORM, "text/plain", "application/json; charset=utf-16"),
      body: oddBodies,
    });
    for (const { id, query, type, body } of fc.sample(odd, { numRuns: RUNS, seed: SEED })) {
      const path = `/api${operation.path.replace(/\{\w+\}/g, () => id)}?${new URLSearchParams(query)}`;
      const method = operation.method.toUpperCase();
      const token = type === FORM ? `formToken=${page["cookie"]?.split("=")[1]}&` : "";
      const bytes = method === "GET" ? Buffer.alloc(0) : Buffer.from(token + body.toWellFormed());
      const status = await send({ method, path, headers: headersFor(operation.path, type), body: bytes });
      if (operation.path !== "/health") expect(status).toBeLessThan(500);
    }
  });

  it.each(operations.filter(({ method }) => method === "post"))("POST $path takes no 10 MB", async ({ path }) => {
    const to = `/api${path.replace(/\{\w+\}/g, () => known[0] ?? "")}`;
    for (const type of ["application/json", FORM]) {
      const status = await send({ method: "POST", path: to, headers: headersFor(path, type), body: TEN_MB });
      expect(status).toBe(413);
    }
  });
});
