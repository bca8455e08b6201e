import { randomBytes } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { TableClient } from "@azure/data-tables";
import { TableEntityStore } from "../../../src/adapters/table-storage/table-entity-store.ts";
import { parseEvent } from "../../../src/core/certification/parse-event.ts";
import { reviewPartition } from "../../../src/core/certification/review-id.ts";
import { NotifierError } from "../../../src/core/errors.ts";
import { readReview } from "../../../src/core/ledger/review-rows.ts";
import type { EntityStore, Write } from "../../../src/core/ports.ts";
import { type Azurite, startAzurite } from "../../helpers/azurite.ts";
import { failed, makeWorld } from "../../helpers/world.ts";

const storeOn = (connectionString: string): EntityStore =>
  new TableEntityStore((table) =>
    TableClient.fromConnectionString(connectionString, table, {
      allowInsecureConnection: true,
      retryOptions: { maxRetries: 0 },
    }),
  );

const codeOf = async (calling: Promise<unknown>): Promise<string> => {
  const error = await calling.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  return error instanceof NotifierError ? error.code : String(error);
};

const row = (rowKey: string, fields: Record<string, string> = {}, blobs: Record<string, string> = {}): Write => ({
  kind: "insert",
  rowKey,
  fields,
  blobs,
});

describe("what the table service answers", () => {
  let server: Server;
  let answer: { status: number; code: string };
  let store: EntityStore;

  beforeAll(async () => {
    server = createServer((request, response) => {
      request.resume();
      request.on("end", () => {
        response.writeHead(answer.status, { "content-type": "application/json" });
        response.end(JSON.stringify({ "odata.error": { code: answer.code, message: { value: "secret" } } }));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    store = storeOn(
      `DefaultEndpointsProtocol=http;AccountName=a;AccountKey=YQ==;TableEndpoint=http://127.0.0.1:${port}/a;`,
    );
  });

  afterAll(async () => {
    await new Promise((resolve) => server.close(resolve));
  });

  it.each([
    [400, "InvalidInput", "LEDGER_REFUSED"],
    [400, "PropertyValueTooLarge", "LEDGER_REFUSED"],
    [413, "RequestBodyTooLarge", "LEDGER_REFUSED"],
    [501, "NotImplemented", "LEDGER_REFUSED"],
    [401, "NoAuthenticationInformation", "LEDGER_DENIED"],
    [403, "AuthorizationPermissionMismatch", "LEDGER_DENIED"],
    [404, "TableNotFound", "LEDGER_DENIED"],
    [408, "RequestTimeout", "LEDGER_UNAVAILABLE"],
    [409, "TableBeingDeleted", "LEDGER_UNAVAILABLE"],
    [429, "TooManyRequests", "LEDGER_UNAVAILABLE"],
    [500, "InternalError", "LEDGER_UNAVAILABLE"],
    [503, "ServerBusy", "LEDGER_UNAVAILABLE"],
  ])("tells by %d %s that it is %s, for a read, a write and a transaction", async (status, code, expected) => {
    answer = { status, code };
    const calls = [
      store.list("reviews", "p", {}),
      store.transact("reviews", "p", [row("a")]),
      store.transact("reviews", "p", [row("a"), row("b")]),
    ];
    expect(await Promise.all(calls.map(codeOf))).toEqual([expected, expected, expected]);
    const error: unknown = await store.list("reviews", "p", {}).catch((caught: unknown) => caught);
    expect(String(error)).toContain(code);
    expect(String(error)).not.toMatch(/secret|127\.0\.0\.1/);
  });
});

describe("the limits of the table service", () => {
  let asked = 0;
  const store = new TableEntityStore(() => {
    asked += 1;
    return TableClient.fromConnectionString(
      "DefaultEndpointsProtocol=http;AccountName=a;AccountKey=YQ==;TableEndpoint=http://127.0.0.1:9/a;",
      "t",
      { allowInsecureConnection: true, retryOptions: { maxRetries: 0 } },
    );
  });
  const noise = (bytes: number): string => randomBytes(bytes / 2).toString("hex");
  /** Text that does not compress to less than this many bytes. */
  const dense = (bytes: number): string => randomBytes(bytes).toString("latin1");
  const many = (count: number): Record<string, string> =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`p${index}`, "x"]));

  it.each<[string, Write[], RegExp]>([
    ["a property of more than 64 KiB", [row("a", { text: "x".repeat(32_769) })], /property text has 65538 bytes/],
    ["more than 252 properties", [row("a", many(253))], /253 properties/],
    ["a row of more than 1 MiB", [row("a", {}, { mail: dense(1_100_000) })], /has \d{7} bytes/],
    ["a key of more than 1 KiB", [row("k".repeat(513))], /longer than 1 KiB/],
    ["a key with a forbidden character", [row("a/b")], /character/],
    [
      "a transaction of more than 4 MiB",
      Array.from({ length: 6 }, (_, index) => row(`r${index}`, {}, { mail: noise(1_400_000) })),
      /transaction of 6 rows/,
    ],
  ])("refuse %s for good, without a request", async (_what, writes, words) => {
    const error: unknown = await store.transact("reviews", "p", writes).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: "ENTITY_TOO_LARGE" });
    expect(String(error)).toMatch(words);
    expect(asked).toBeLessThanOrEqual(1);
  });
});

describe("U+2028 and U+2029 on Azurite", () => {
  let azurite: Azurite;
  beforeAll(async () => {
    azurite = await startAzurite();
  }, 30_000);
  afterAll(async () => {
    await azurite.stop();
  });

  it("lets rows at the limits pass", async () => {
    const store = storeOn(azurite.connectionString);
    const fields = Object.fromEntries(Array.from({ length: 252 }, (_, index) => [`p${index}`, "x"]));
    const writes = [row("a", fields), row("b", { text: "x".repeat(32_768) })];
    expect((await store.transact("reviews", "limits", writes)).kind).toBe("written");
  });

  it.each(["\u2028", "\u2029"])(
    "keeps %j in any text of an event, raw and escaped",
    async (character) => {
      const store = storeOn(azurite.connectionString);
      const world = await makeWorld();
      const app = await world.another({ store });
      const text = `a${character}b`;
      const places: [string, object][] = [
        ["offer", { offer: { id: "o", name: text, type: "consultingService" } }],
        ["finding", { findings: [{ policy: "1000.3", title: text, message: text, severity: "blocking" }] }],
        ["role", { contacts: [{ name: text, email: "ada@contoso.example", role: text }] }],
        ["unknown", { surprise: { deep: text } }],
      ];
      for (const [place, data] of places) {
        for (const form of ["raw", "escaped"]) {
          const submissionId = `${place}-${form}-${character.charCodeAt(0)}`;
          const json = JSON.stringify(failed({ submissionId, ...data }));
          const escaped = `\\u${character.charCodeAt(0).toString(16)}`;
          const body = new TextEncoder().encode(form === "raw" ? json : json.replaceAll(character, escaped));
          const parsed = parseEvent({ body, properties: {} });
          if (parsed.kind !== "valid") throw new TypeError(`Expected a valid event: ${parsed.problems.join()}`);
          expect(await app.receiveEvent(parsed)).toEqual({ kind: "recorded" });
          const { events } = await readReview(store, reviewPartition(submissionId));
          expect(events).toHaveLength(1);
        }
      }
      for (let hints = world.queue.take(); hints.length > 0; hints = world.queue.take()) {
        for (const hint of hints) await app.sendNotification(hint);
      }
      expect(world.mails).toHaveLength(8);
    },
    30_000,
  );
});
