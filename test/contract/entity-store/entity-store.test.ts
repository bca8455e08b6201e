import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TableClient } from "@azure/data-tables";
import { MemoryEntityStore } from "../../../src/adapters/memory/memory-entity-store.ts";
import { TableEntityStore } from "../../../src/adapters/table-storage/table-entity-store.ts";
import { NotifierError } from "../../../src/core/errors.ts";
import { instantFromMs } from "../../../src/core/instant.ts";
import { listAll, pagesOf } from "../../../src/core/ledger/list-rows.ts";
import { ANY_VERSION, type EntityStore } from "../../../src/core/ports.ts";
import { type Azurite, startAzurite } from "../../helpers/azurite.ts";
import { type Piece, startPiece } from "../../helpers/local-stack-process.ts";

const systemClock = { now: () => instantFromMs(Date.now()), sleep: async () => {} };
let azurite: Azurite;
let localTables: Piece;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "local-tables-"));
  const main = join(import.meta.dirname, "../../../local/tables/main.ts");
  [azurite, localTables] = await Promise.all([
    startAzurite(),
    startPiece(main, ["--port", "0", "--data-dir", folder, "--stop-with-parent"]),
  ]);
}, 30_000);

afterAll(async () => {
  await Promise.all([azurite.stop(), localTables.end("SIGTERM")]);
  await rm(folder, { recursive: true, force: true });
});

const onTables = (connectionString: string): EntityStore =>
  new TableEntityStore((table) =>
    TableClient.fromConnectionString(connectionString, table, { allowInsecureConnection: true }),
  );

const stores: Record<string, () => EntityStore> = {
  MemoryEntityStore: () => new MemoryEntityStore(systemClock),
  "TableEntityStore on Azurite": () => onTables(azurite.connectionString),
  "TableEntityStore on the local stack": () => onTables(String(localTables.ready["tables"])),
};

describe.each(Object.keys(stores))("%s", (name) => {
  let store: EntityStore;
  let partition: string;

  beforeEach(() => {
    store = stores[name]?.() as EntityStore;
    partition = randomUUID();
  });

  const insert = async (rowKey: string, blobs: Record<string, string> = {}) =>
    await store.transact("reviews", partition, [
      { kind: "insert", rowKey, fields: { state: "running", n: 3, ok: true }, blobs },
    ]);

  it("gives back what was inserted, small and large", async () => {
    const large = `ü${"x".repeat(200_000)}${randomUUID()}`;
    await insert("1-review", { small: "text", large });
    const found = await store.get("reviews", partition, "1-review");
    expect(found?.fields).toEqual({ state: "running", n: 3, ok: true });
    expect(found?.blobs).toEqual({ small: "text", large });
  });

  it("gives undefined for a row that is not there", async () => {
    expect(await store.get("reviews", partition, "none")).toBeUndefined();
  });

  it("lets exactly one of twenty inserts of the same row win", async () => {
    const results = await Promise.all(Array.from({ length: 20 }, async () => await insert("same")));
    expect(results.filter(({ kind }) => kind === "written")).toHaveLength(1);
    expect(results.filter((result) => result.kind === "conflict" && result.index === 0)).toHaveLength(19);
  });

  it("replaces by the etag it gave, once", async () => {
    const written = await insert("row");
    const etag = written.kind === "written" ? (written.etags[0] ?? "") : "";
    const replace = { kind: "replace", rowKey: "row", etag, fields: { state: "met" } } as const;
    expect((await store.transact("reviews", partition, [replace])).kind).toBe("written");
    expect(await store.transact("reviews", partition, [replace])).toEqual({ kind: "conflict", index: 0 });
    expect((await store.get("reviews", partition, "row"))?.fields).toEqual({ state: "met" });
  });

  it("writes all of a transaction or nothing, and names the write that met another writer", async () => {
    await insert("b");
    const result = await store.transact("reviews", partition, [
      { kind: "insert", rowKey: "a", fields: {} },
      { kind: "insert", rowKey: "b", fields: {} },
    ]);
    expect(result).toEqual({ kind: "conflict", index: 1 });
    expect(await store.get("reviews", partition, "a")).toBeUndefined();
  });

  it("gives the etag of every insert and replace of a transaction", async () => {
    const inserted = await store.transact("reviews", partition, [{ kind: "insert", rowKey: "a", fields: {} }]);
    const etag = inserted.kind === "written" ? (inserted.etags[0] ?? "") : "";
    const result = await store.transact("reviews", partition, [
      { kind: "replace", rowKey: "a", etag, fields: { n: 1 } },
      { kind: "insert", rowKey: "b", fields: {} },
    ]);
    const found = [await store.get("reviews", partition, "a"), await store.get("reviews", partition, "b")];
    expect(result).toEqual({ kind: "written", etags: found.map((entity) => entity?.etag) });
  });

  it("deletes only the version it was asked to delete", async () => {
    await insert("row");
    const old = (await store.get("reviews", partition, "row"))?.etag ?? "";
    await store.transact("reviews", partition, [{ kind: "upsert", rowKey: "row", fields: { n: 2 } }]);
    expect((await store.transact("reviews", partition, [{ kind: "delete", rowKey: "row", etag: old }])).kind).toBe(
      "conflict",
    );
    const now = (await store.get("reviews", partition, "row"))?.etag ?? "";
    expect((await store.transact("reviews", partition, [{ kind: "delete", rowKey: "row", etag: now }])).kind).toBe(
      "written",
    );
    expect(await store.get("reviews", partition, "row")).toBeUndefined();
  });

  it("deletes whatever version is there when asked to, and tells when there is none", async () => {
    await insert("row");
    await store.transact("reviews", partition, [{ kind: "upsert", rowKey: "row", fields: { n: 2 } }]);
    const remove = [{ kind: "delete", rowKey: "row", etag: ANY_VERSION }] as const;
    expect((await store.transact("reviews", partition, remove)).kind).toBe("written");
    expect(await store.get("reviews", partition, "row")).toBeUndefined();
    expect((await store.transact("reviews", partition, remove)).kind).toBe("conflict");
  });

  it("deletes rows of any version in the transaction of a replace, all or none", async () => {
    await insert("guard");
    await insert("a");
    await insert("b");
    const etag = (await store.get("reviews", partition, "guard"))?.etag ?? "";
    const removal = (guard: string, ...rowKeys: string[]) =>
      store.transact("reviews", partition, [
        { kind: "replace", rowKey: "guard", etag: guard, fields: { n: 2 } },
        ...rowKeys.map((rowKey) => ({ kind: "delete", rowKey, etag: ANY_VERSION }) as const),
      ]);
    expect((await removal("W/\"datetime'2020-01-01T00%3A00%3A00.0000000Z'\"", "a", "b")).kind).toBe("conflict");
    expect(await removal(etag, "a", "missing")).toEqual({ kind: "conflict", index: 2 });
    expect(await store.get("reviews", partition, "a")).toBeDefined();
    expect((await removal(etag, "a", "b")).kind).toBe("written");
    expect((await listAll(store, "reviews", partition, {})).map(({ rowKey }) => rowKey)).toEqual(["guard"]);
  });

  it("refuses a delete of one version inside a transaction, which could not be conditional", async () => {
    const writes = [
      { kind: "insert", rowKey: "a", fields: {} },
      { kind: "delete", rowKey: "b", etag: "x" },
    ] as const;
    await expect(store.transact("reviews", partition, writes)).rejects.toThrow();
  });

  it("lists a range of rows in order, page by page", async () => {
    for (const rowKey of ["a|1", "a|2", "a|3", "b|1"]) await insert(rowKey, { text: rowKey });
    const pages: string[][] = [];
    for await (const { entities } of pagesOf(store, "reviews", partition, { from: "a|", to: "b" }, { limit: 2 })) {
      expect(entities.every(({ blobs }) => Object.keys(blobs).length === 0)).toBe(true);
      pages.push(entities.map(({ rowKey }) => rowKey));
    }
    expect(pages.flat()).toEqual(["a|1", "a|2", "a|3"]);
    expect(Math.max(...pages.map(({ length }) => length))).toBe(2);
    const whole = await listAll(store, "reviews", partition, { from: "a|", to: "b" });
    expect(whole.map(({ blobs }) => blobs["text"])).toEqual(["a|1", "a|2", "a|3"]);
  });

  it("tells the age of a row by the store's own clock", async () => {
    await insert("row");
    const found = await store.get("reviews", partition, "row");
    expect(Math.abs(Date.parse(found?.writtenAt ?? "") - Date.now())).toBeLessThan(10_000);
    expect(Math.abs(Date.parse(found?.readAt ?? "") - Date.now())).toBeLessThan(10_000);
  });
});

describe("TableEntityStore", () => {
  it("says LEDGER_UNAVAILABLE, and no more, when nothing answers", async () => {
    const dead = "DefaultEndpointsProtocol=http;AccountName=a;AccountKey=YQ==;TableEndpoint=http://127.0.0.1:9/a;";
    const store = new TableEntityStore((table) =>
      TableClient.fromConnectionString(dead, table, { allowInsecureConnection: true, retryOptions: { maxRetries: 0 } }),
    );
    const error = await store.get("reviews", "p", "r").catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(NotifierError);
    expect((error as NotifierError).code).toBe("LEDGER_UNAVAILABLE");
    expect((error as NotifierError).message).not.toMatch(/127\.0\.0\.1/);
  });
});
