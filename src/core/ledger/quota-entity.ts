import * as z from "zod";
import { hasCode } from "../errors.ts";
import { NO_SLOTS, type TakenSlots } from "../notifications/quota-slots.ts";
import type { Entity, EntityStore, Write } from "../ports.ts";
import { parseStored } from "./parse-row.ts";

/** The one entity that all senders take their slots from. */
export const QUOTA = { partition: "quota", row: "slots" } as const;

/** The taken slots with the etag to change them by, and who changed them last. */
export interface StoredSlots {
  readonly taken: TakenSlots;
  readonly etag?: string;
  readonly claimId?: string;
}

/** Pairs of second and count: short, because an hour may hold thousands. */
const runsSchema = z.array(z.tuple([z.int(), z.int().min(1)]));
const slotsSchema = z.object({ ordinary: runsSchema, alerts: runsSchema });

/** Reads the quota's row; throws `ENTITY_INVALID` when it was edited to nonsense. */
export const fromQuotaEntity = (entity: Entity | undefined): StoredSlots => {
  if (entity === undefined) return { taken: NO_SLOTS };
  const { ordinary, alerts } = parseStored(entity, "slots", slotsSchema);
  return {
    taken: { ordinary: ordinary.map(toRun), alerts: alerts.map(toRun) },
    etag: entity.etag,
    claimId: String(entity.fields.claimId),
  };
};

/** Reads the quota. A row edited to nonsense must not keep all mail back: it is taken for one without slots, and written anew. */
export const readSlots = async (store: EntityStore): Promise<StoredSlots> => {
  const entity = await store.get("state", QUOTA.partition, QUOTA.row);
  try {
    return fromQuotaEntity(entity);
  } catch (error) {
    if (!hasCode(error, "ENTITY_INVALID") || entity === undefined) throw error;
    return { taken: NO_SLOTS, etag: entity.etag };
  }
};

/** The write that puts the taken slots in place of those that were read. */
export const toQuotaWrite = ({ ordinary, alerts }: TakenSlots, etag: string | undefined, claimId: string): Write => {
  const slots = JSON.stringify({ ordinary: ordinary.map(toPair), alerts: alerts.map(toPair) });
  const row = { rowKey: QUOTA.row, fields: { claimId }, blobs: { slots } };
  return etag === undefined ? { kind: "insert", ...row } : { kind: "replace", etag, ...row };
};

const toRun = ([second, count]: readonly [number, number]) => ({ second, count });
const toPair = ({ second, count }: { readonly second: number; readonly count: number }) => [second, count];
