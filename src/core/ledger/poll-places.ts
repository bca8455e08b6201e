import * as z from "zod";
import { sha256 } from "../hash.ts";
import { STEPS } from "../partner-center/next-step.ts";
import type { Entity, EntityStore, Write } from "../ports.ts";
import { present } from "../present.ts";
import type { Stored } from "../stored.ts";
import { storedInstant } from "../stored-instant.ts";
import { listRows } from "./list-rows.ts";
import { parseFields } from "./parse-row.ts";
import { upsertAll } from "./upsert-all.ts";

/** How far our events are with one submission. */
const placeSchema = z.object({
  submissionId: z.string(),
  told: z.enum(STEPS),
  count: z.int().min(0),
  /** The event of the last step, byte for byte, until the bus has it. */
  unsent: z.string().exactOptional(),
});
export type PollPlace = Stored<typeof placeSchema>;

/** A place with the etag to change it by. */
export interface StoredPlace {
  readonly place: PollPlace;
  readonly etag: string;
}

/** What is remembered of one product. */
export interface ProductPlaces {
  /** False until every submission of the product was seen once. */
  readonly isFamiliar: boolean;
  readonly bySubmission: Map<string, StoredPlace>;
}

/** What is remembered of the runs. */
const pollRunSchema = z.object({
  /** When every product could last be asked. */
  lookedAt: storedInstant.exactOptional(),
  /** Nobody asks before. */
  waitUntil: storedInstant.exactOptional(),
  /** Why the last run could not ask for all; an error code. */
  trouble: z.string().exactOptional(),
  /** How much of what the last run saw it could not understand. */
  unclear: z.number(),
});
export type PollRun = Stored<typeof pollRunSchema>;

const FAMILIAR_ROW = "0-familiar";
const RUN = { partition: "partner-center", row: "run" } as const;

const partitionOf = (productId: string): string => `partner-center-${sha256(productId).slice(0, 32)}`;
const rowOf = (submissionId: string): string => `1-submission|${sha256(submissionId)}`;

/** Reads what is remembered of a product; throws `ENTITY_INVALID` for a row that was edited to nonsense. */
export const readPlaces = async (store: EntityStore, productId: string): Promise<ProductPlaces> => {
  const entities = await listRows(store, "state", partitionOf(productId), {}, { blobs: true });
  const stored = entities.filter(({ rowKey }) => rowKey !== FAMILIAR_ROW).map(toStored);
  return {
    isFamiliar: stored.length < entities.length,
    bySubmission: new Map(stored.map((each) => [each.place.submissionId, each])),
  };
};

/** Puts a place where the one with this etag is (none for a new one); its etag, or undefined when somebody else was first. */
export const keepPlace = async (
  store: EntityStore,
  productId: string,
  place: PollPlace,
  etag: string | undefined,
): Promise<string | undefined> => {
  const row = toRow(place);
  const write: Write = etag === undefined ? { kind: "insert", ...row } : { kind: "replace", etag, ...row };
  const result = await store.transact("state", partitionOf(productId), [write]);
  return result.kind === "written" ? result.etags[0] : undefined;
};

/** Remembers that every submission of the product was seen, and those that had ended before anybody looked. */
export const makeFamiliar = async (
  store: EntityStore,
  productId: string,
  ended: readonly PollPlace[],
): Promise<void> => {
  const partition = partitionOf(productId);
  await upsertAll(
    store,
    "state",
    ended.map((place) => ({ partition, ...toRow(place) })),
  );
  await store.transact("state", partition, [{ kind: "upsert", rowKey: FAMILIAR_ROW, fields: { productId } }]);
};

/** Reads what is remembered of the runs. */
export const readPollRun = async (store: EntityStore): Promise<PollRun> => {
  const entity = await store.get("state", RUN.partition, RUN.row);
  return entity === undefined ? { unclear: 0 } : parseFields(entity, pollRunSchema);
};

/** Puts what is to be remembered in place of what was. */
export const writePollRun = async (store: EntityStore, run: PollRun): Promise<void> => {
  await store.transact("state", RUN.partition, [{ kind: "upsert", rowKey: RUN.row, fields: { ...run } }]);
};

const toRow = ({ unsent, ...fields }: PollPlace) => ({
  rowKey: rowOf(fields.submissionId),
  fields,
  blobs: present({ unsent }),
});

const toStored = (entity: Entity): StoredPlace => ({ place: parseFields(entity, placeSchema), etag: entity.etag });
