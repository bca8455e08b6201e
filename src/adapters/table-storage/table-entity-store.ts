import {
  odata,
  RestError,
  type TableClient,
  type TableTransactionResponse,
  type TransactionAction,
} from "@azure/data-tables";
import { type Instant, instantFromMs } from "../../core/instant.ts";
import {
  ANY_VERSION,
  type Entity,
  type EntityPage,
  type EntityStore,
  type RowRange,
  type TableName,
  type Write,
  type WriteResult,
} from "../../core/ports.ts";
import { present } from "../../core/present.ts";
import { checkEntity, checkTransaction, type TableEntity } from "./entity-limits.ts";
import { escapeLineSeparators } from "./escape-line-separators.ts";
import { hasServiceCode, serviceCode, toLedgerError } from "./ledger-error.ts";
import { fromProperties, toProperties } from "./table-entity-codec.ts";

/** Names of the real tables. */
const TABLES: Record<TableName, string> = {
  reviews: "CertificationReviews",
  due: "CertificationDue",
  addresses: "CertificationAddresses",
  state: "CertificationState",
  index: "CertificationIndex",
};

/** A request that hangs is given up, so that whoever waits for the ledger can say so. */
const REQUEST = { requestOptions: { timeout: 10_000 } } as const;

/** Makes a client for one table by its real name. */
export type MakeTableClient = (tableName: string) => TableClient;

/** The entity store on Azure Table Storage. Tables are made when they are first found missing. */
export class TableEntityStore implements EntityStore {
  readonly #makeClient: MakeTableClient;
  readonly #clients = new Map<TableName, TableClient>();

  constructor(makeClient: MakeTableClient) {
    this.#makeClient = makeClient;
  }

  async get(table: TableName, partitionKey: string, rowKey: string): Promise<Entity | undefined> {
    return await this.#call(table, async (client) => {
      const answer = answerClock();
      try {
        const found = await client.getEntity(partitionKey, rowKey, { ...REQUEST, onResponse: answer.read });
        return fromProperties(found, answer.now());
      } catch (error) {
        if (hasServiceCode(error, "ResourceNotFound")) return undefined;
        throw error;
      }
    });
  }

  async list(
    table: TableName,
    partitionKey: string,
    range: RowRange,
    options: { limit?: number; continuation?: string; blobs?: boolean } = {},
  ): Promise<EntityPage> {
    return await this.#page(table, [odata`PartitionKey eq ${partitionKey}`], range, options);
  }

  async listAcross(
    table: TableName,
    { from, to }: { readonly from: string; readonly to: string },
    range: RowRange,
    options: { continuation?: string } = {},
  ): Promise<EntityPage> {
    const partitions = [odata`PartitionKey ge ${from}`, odata`PartitionKey lt ${to}`];
    return await this.#page(table, partitions, range, { ...options, blobs: true });
  }

  async #page(
    table: TableName,
    partitions: readonly string[],
    range: RowRange,
    options: { limit?: number; continuation?: string; blobs?: boolean },
  ): Promise<EntityPage> {
    return await this.#call(table, async (client) => {
      const answer = answerClock();
      const filter = [
        ...partitions,
        ...(range.from === undefined ? [] : [odata`RowKey ge ${range.from}`]),
        ...(range.to === undefined ? [] : [odata`RowKey lt ${range.to}`]),
      ].join(" and ");
      const pages = client
        .listEntities<Record<string, unknown>>({ queryOptions: { filter }, ...REQUEST, onResponse: answer.read })
        .byPage({
          maxPageSize: options.limit ?? 1000,
          ...present({ continuationToken: options.continuation }),
        });
      const { value: page } = await pages.next();
      const now = answer.now();
      const entities = (page ?? []).map((raw: Record<string, unknown>) => {
        const entity = fromProperties(raw, now);
        return options.blobs === true ? entity : { ...entity, blobs: {} };
      });
      const continuation = page?.continuationToken;
      return { entities, now, ...present({ continuation }) };
    });
  }

  async transact(table: TableName, partitionKey: string, writes: readonly Write[]): Promise<WriteResult> {
    return await this.#call(table, async (client) => {
      try {
        const [only, ...others] = writes;
        if (only !== undefined && others.length === 0) {
          return { kind: "written", etags: [await writeOne(client, partitionKey, only)] };
        }
        const actions = writes.map((write) => toAction(partitionKey, write));
        checkTransaction(actions.map(([, entity]) => entity as TableEntity));
        const response = await client.submitTransaction(actions, REQUEST);
        return { kind: "written", etags: etagsOf(response, writes) };
      } catch (error) {
        const index = conflictIndex(error);
        if (index === undefined) throw error;
        return { kind: "conflict", index };
      }
    });
  }

  #clientFor(table: TableName): TableClient {
    const known = this.#clients.get(table);
    if (known !== undefined) return known;
    const client = this.#makeClient(TABLES[table]);
    client.pipeline.addPolicy(escapeLineSeparators);
    this.#clients.set(table, client);
    return client;
  }

  async #call<T>(table: TableName, run: (client: TableClient) => Promise<T>): Promise<T> {
    const client = this.#clientFor(table);
    try {
      try {
        return await run(client);
      } catch (error) {
        if (!hasServiceCode(error, "TableNotFound")) throw error;
        await client.createTable(REQUEST);
        return await run(client);
      }
    } catch (error) {
      throw toLedgerError(error);
    }
  }
}

const toEntity = (partitionKey: string, write: Exclude<Write, { kind: "delete" }>): TableEntity => {
  const entity = { partitionKey, rowKey: write.rowKey, ...toProperties(write.fields, write.blobs ?? {}) };
  checkEntity(entity);
  return entity;
};

const writeOne = async (client: TableClient, partitionKey: string, write: Write): Promise<string> => {
  switch (write.kind) {
    case "insert":
      return (await client.createEntity(toEntity(partitionKey, write), REQUEST)).etag ?? "";
    case "replace":
      return (
        (await client.updateEntity(toEntity(partitionKey, write), "Replace", { ...REQUEST, etag: write.etag })).etag ??
        ""
      );
    case "upsert":
      return (await client.upsertEntity(toEntity(partitionKey, write), "Replace", REQUEST)).etag ?? "";
    case "delete":
      await client.deleteEntity(partitionKey, write.rowKey, { ...REQUEST, etag: write.etag });
      return "";
  }
};

const toAction = (partitionKey: string, write: Write): TransactionAction => {
  switch (write.kind) {
    case "insert":
      return ["create", toEntity(partitionKey, write)];
    case "replace":
      return ["update", toEntity(partitionKey, write), "Replace", { etag: write.etag }];
    case "upsert":
      return ["upsert", toEntity(partitionKey, write), "Replace"];
    case "delete":
      // The client's transactions drop a delete's etag and would remove what somebody has just written.
      if (write.etag !== ANY_VERSION) throw new RangeError("A conditional delete goes alone.");
      return ["delete", { partitionKey, rowKey: write.rowKey }];
  }
};

/** By position: Azurite names the row only in the answer to an insert. */
const etagsOf = ({ subResponses }: TableTransactionResponse, writes: readonly Write[]): string[] =>
  writes.map((_write, index) => subResponses[index]?.etag ?? "");

const CONFLICTS = new Set(["EntityAlreadyExists", "UpdateConditionNotSatisfied", "ResourceNotFound"]);

/** Which write of a transaction met another writer: the service puts its number before the message. */
const conflictIndex = (error: unknown): number | undefined => {
  if (!(error instanceof RestError) || !CONFLICTS.has(serviceCode(error) ?? "")) return undefined;
  const details = error.details as { odataError?: { message?: { value?: string } } } | undefined;
  const message = details?.odataError?.message?.value ?? error.message;
  return Number(/^(\d+):/.exec(message)?.[1] ?? 0);
};

/** Reads the service's own clock off its answers. */
const answerClock = () => {
  let date: string | undefined;
  return {
    read: (response: { headers: { get(name: string): string | undefined } }): void => {
      date = response.headers.get("date");
    },
    now: (): Instant => instantFromMs(date === undefined ? Date.now() : Date.parse(date)),
  };
};
