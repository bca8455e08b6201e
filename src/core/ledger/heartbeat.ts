import type { Clock, EntityStore } from "../ports.ts";

/** The row that says when the last sweep was made. */
export const HEARTBEAT = { partition: "sweep", row: "heartbeat" } as const;

/** Says that a sweep was made now. */
export const writeHeartbeat = async (store: EntityStore, clock: Clock): Promise<void> => {
  await store.transact("state", HEARTBEAT.partition, [
    { kind: "upsert", rowKey: HEARTBEAT.row, fields: { sweptAt: clock.now() } },
  ]);
};
