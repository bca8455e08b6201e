import * as z from "zod";
import { NotifierError } from "../errors.ts";
import { sha256 } from "../hash.ts";
import { type Instant, parseInstant } from "../instant.ts";
import { STEPS } from "../partner-center/next-step.ts";
import type { Entity, EntityStore, Write } from "../ports.ts";
import { present } from "../present.ts";
import { listRows } from "./list-rows.ts";
import { upsertAll } from "./upsert-all.ts";

const placeSchema = z.object({
  submissionId: z.string(),
  told: z.enum(STEPS),
  count: z.int().min(0),
  unsent: z.string().optional(),
});

/** How far our events are with one submission. `unsent` is the event of the last step, byte for byte, until the bus has it. */
export type PollPlace = Readonly<z.infer<typeof placeSchema>>;

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
export interface PollRun {
  /** When every product could last be asked. */
  readonly lookedAt?: Instant;
  /** Nobody asks before. */
  readonly waitUntil?: Instant;
  /** Why the last run could not ask for all; an error code. */
  readonly trouble?: string;
  /** How much of what the last run saw it could not understand. */
  readonly unclear: number;
}

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
  const { lookedAt, waitUntil, trouble, unclear } = entity?.fields ?? {};
  return {
    ...present({
      lookedAt: parseInstant(String(lookedAt ?? "")),
      waitUntil: parseInstant(String(waitUntil ?? "")),
      trouble: trouble === undefined ? undefined : String(trouble),
    }),
    unclear: Number(unclear ?? 0),
  };
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

const toStored = ({ fields, blobs, etag, partitionKey, rowKey }: Entity): StoredPlace => {
  const parsed = placeSchema.safeParse({ ...fields, ...blobs });
  if (parsed.success) return { place: parsed.data, etag };
  throw new NotifierError("ENTITY_INVALID", `The row ${rowKey} of partition ${partitionKey} cannot be read.`, {
    cause: parsed.error,
  });
};
