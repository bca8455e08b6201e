import type { Instant } from "../instant.ts";
import type { EntityStore } from "../ports.ts";
import { moveOld, type OldEntry, removeOld } from "./purge-index.ts";
import { REPLAYS_PARTITION } from "./replay-records.ts";

/** Removes what is kept of a replay that was made by `until`. One that was asked for again since is kept from then on. */
export const purgeReplay = async (store: EntityStore, entry: OldEntry, until: Instant): Promise<void> => {
  const record = await store.get("state", REPLAYS_PARTITION, entry.id);
  const replayedAt = String(record?.fields.replayedAt ?? "") as Instant;
  if (replayedAt > until) return await moveOld(store, entry, replayedAt);
  if (record !== undefined) {
    await store.transact("state", REPLAYS_PARTITION, [{ kind: "delete", rowKey: entry.id, etag: record.etag }]);
  }
  await removeOld(store, entry);
};
