import type * as z from "zod";
import { NotifierError } from "../errors.ts";
import type { Entity } from "../ports.ts";

/** Reads one JSON blob of an entity by its schema; throws `ENTITY_INVALID` naming the row, as when it was edited to nonsense. */
export const parseStored = <T>(entity: Entity, blob: string, schema: z.ZodType<T>): T =>
  parsed(entity, () => schema.parse(JSON.parse(entity.blobs[blob] ?? "")));

/** Reads the properties of an entity by their schema; throws `ENTITY_INVALID` naming the row, as when it was edited to nonsense. */
export const parseFields = <T>(entity: Entity, schema: z.ZodType<T>): T =>
  parsed(entity, () => schema.parse({ ...entity.fields, ...entity.blobs }));

const parsed = <T>({ partitionKey, rowKey }: Entity, parse: () => T): T => {
  try {
    return parse();
  } catch (cause) {
    throw new NotifierError("ENTITY_INVALID", `The row ${rowKey} of partition ${partitionKey} cannot be read.`, {
      cause,
    });
  }
};
