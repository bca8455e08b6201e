import { type Instant, msBetween, parseInstant } from "../instant.ts";
import type { Clock, EntityStore } from "../ports.ts";

/** The row that says when the last sweep was made. */
export const HEARTBEAT = { partition: "sweep", row: "heartbeat" } as const;

/** Says that a sweep was made now. */
export const writeHeartbeat = async (store: EntityStore, clock: Clock): Promise<void> => {
  await store.transact("state", HEARTBEAT.partition, [
    { kind: "upsert", rowKey: HEARTBEAT.row, fields: { sweptAt: clock.now() } },
  ]);
};

/** When the last sweep was made, and how long ago by the store's own clock, as clocks of machines differ; undefined before the first. */
export const readHeartbeat = async (
  store: EntityStore,
): Promise<{ readonly sweptAt: Instant; readonly ageInMs: number } | undefined> => {
  const row = await store.get("state", HEARTBEAT.partition, HEARTBEAT.row);
  const sweptAt = parseInstant(String(row?.fields.sweptAt ?? ""));
  if (row === undefined || sweptAt === undefined) return undefined;
  return { sweptAt, ageInMs: msBetween(row.writtenAt, row.readAt) };
};
