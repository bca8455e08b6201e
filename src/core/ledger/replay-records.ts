import * as z from "zod";
import { msBetween } from "../instant.ts";
import type { Entity, EntityStore, Write } from "../ports.ts";
import type { Stored } from "../stored.ts";
import { storedInstant } from "../stored-instant.ts";
import { REPLAYS, replayPurgeRow } from "./keys.ts";
import { listAll } from "./list-rows.ts";
import { parseFields } from "./parse-row.ts";

/** What the ledger remembers of one replay. */
export const replayRecordSchema = z.object({
  /** Id of the message that was put aside. */
  id: z.string(),
  /** Same for each copy of it. */
  twinKey: z.string(),
  queue: z.string(),
  /** Message id of the copy that was sent. */
  messageId: z.string(),
  bodyHash: z.string(),
  replayedAt: storedInstant,
  /** Who asked for it; absent in records made before names were kept. */
  by: z.string().exactOptional(),
  /** `sending` until the broker has confirmed the copy; `unconfirmed` when it was seen to fail. */
  state: z.enum(["sending", "unconfirmed", "sent"]),
});
export type ReplayRecord = Stored<typeof replayRecordSchema>;

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

const toRecord = (entity: Entity): ReplayRecord => parseFields(entity, replayRecordSchema);
