import type { Instant } from "../instant.ts";
import type { EntityStore } from "../ports.ts";
import { BOUNCED_PARTITION } from "./addresses.ts";
import { type OldEntry, removeOld } from "./purge-index.ts";

/** Removes the mark of an address that held until now. One that bounced again since is marked for longer, and found by another entry. */
export const purgeMark = async (store: EntityStore, entry: OldEntry, now: Instant): Promise<void> => {
  const mark = await store.get("addresses", BOUNCED_PARTITION, entry.id);
  if (mark !== undefined && String(mark.fields.holdsUntil) <= now) {
    await store.transact("addresses", BOUNCED_PARTITION, [{ kind: "delete", rowKey: entry.id, etag: mark.etag }]);
  }
  await removeOld(store, entry);
};
