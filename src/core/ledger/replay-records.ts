import * as z from "zod";
import { NotifierError } from "../errors.ts";
import { type Instant, msBetween } from "../instant.ts";
import type { Entity, EntityStore, Write } from "../ports.ts";
import { REPLAYS, replayPurgeRow } from "./keys.ts";
import { listAll } from "./list-rows.ts";
import { storedInstant } from "./stored-instant.ts";

/** What the ledger remembers of one replay. */
export interface ReplayRecord {
  /** Id of the message that was put aside. */
  readonly id: string;
  /** Same for each copy of it. */
  readonly twinKey: string;
  readonly queue: string;
  /** Message id of the copy that was sent. */
  readonly messageId: string;
  readonly bodyHash: string;
  readonly replayedAt: Instant;
  /** Who asked for it; absent in records made before names were kept. */
  readonly by?: string;
  /** `sending` until the broker has confirmed the copy; `unconfirmed` when it was seen to fail. */
  readonly state: "sending" | "unconfirmed" | "sent";
}

/** A record with the etag to change it by, and its age by the store's own clock. */
export interface StoredReplay {
  readonly record: ReplayRecord;
  readonly etag: string;
  readonly ageInMs: number;
}

/** The replays of the ledger. */
export interface ReplayRecords {
  get(id: string): Promise<StoredReplay | undefined>;
  list(): Promise<readonly ReplayRecord[]>;
  /** Puts a record in place of the one that was read (none for a new one); its etag, or undefined when somebody else was first. */
  put(record: ReplayRecord, etag: string | undefined): Promise<string | undefined>;
}

/** The one partition of all replays. */
export const REPLAYS_PARTITION = "replays";

const recordSchema = z.object({
  id: z.string(),
  twinKey: z.string(),
  queue: z.string(),
  messageId: z.string(),
  bodyHash: z.string(),
  replayedAt: storedInstant,
  by: z.string().optional(),
  state: z.enum(["sending", "unconfirmed", "sent"]),
});

/** The replay records on an entity store. */
export const makeReplayRecords = (store: EntityStore): ReplayRecords => {
  const get = async (id: string): Promise<StoredReplay | undefined> => {
    const entity = await store.get("state", REPLAYS_PARTITION, id);
    return (
      entity && {
        record: toRecord(entity),
        etag: entity.etag,
        ageInMs: msBetween(entity.writtenAt, entity.readAt),
      }
    );
  };
  return {
    get,
    list: async () => (await listAll(store, "state", REPLAYS_PARTITION, REPLAYS)).map(toRecord),
    put: async (record, etag) => {
      const row = { rowKey: record.id, fields: { ...record } };
      const purge = { kind: "upsert", rowKey: replayPurgeRow(record.replayedAt, record.id), fields: {} } as const;
      const writes: readonly Write[] =
        etag === undefined ? [{ kind: "insert", ...row }, purge] : [{ kind: "replace", etag, ...row }];
      const result = await store.transact("state", REPLAYS_PARTITION, writes);
      if (result.kind === "written") return result.etags[0] ?? "";
      // Our own success comes back as a conflict when its answer was lost: no other has this message id and state.
      const found = await get(record.id);
      const isOurs = found?.record.messageId === record.messageId && found.record.state === record.state;
      return etag === undefined && isOurs ? found.etag : undefined;
    },
  };
};

const toRecord = ({ fields, partitionKey, rowKey }: Entity): ReplayRecord => {
  const parsed = recordSchema.safeParse(fields);
  if (parsed.success) return parsed.data as ReplayRecord;
  throw new NotifierError("ENTITY_INVALID", `The row ${rowKey} of partition ${partitionKey} cannot be read.`, {
    cause: parsed.error,
  });
};
