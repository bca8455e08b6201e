import { sha256 } from "../hash.ts";
import { type Instant, plusMs } from "../instant.ts";
import type { EntityStore } from "../ports.ts";
import { normaliseAddress } from "./keys.ts";

/** Mailboxes that mail bounced from. A mark ends by itself: mailboxes come back. */
export interface Addresses {
  /** Marks an address whose mail bounced for good at `bouncedAt`. */
  markBounced(address: string, bouncedAt: Instant): Promise<void>;
  /** True while mail to this address is not tried. */
  isBounced(address: string, now: Instant): Promise<boolean>;
}

const BOUNCED_ROW = "bounced";

/** As long as the provider's own list of bounced addresses holds one at most. */
export const BOUNCE_HOLDS_IN_MS = 14 * 24 * 60 * 60_000;

/** The marks on an entity store; the key is a hash, so that the table holds no address. */
export const makeAddresses = (store: EntityStore): Addresses => ({
  markBounced: async (address, bouncedAt) => {
    const fields = { bouncedAt, holdsUntil: plusMs(bouncedAt, BOUNCE_HOLDS_IN_MS) };
    await store.transact("addresses", keyOf(address), [{ kind: "upsert", rowKey: BOUNCED_ROW, fields }]);
  },
  isBounced: async (address, now) => {
    const entity = await store.get("addresses", keyOf(address), BOUNCED_ROW);
    return entity !== undefined && String(entity.fields.holdsUntil) > now;
  },
});

const keyOf = (address: string): string => sha256(normaliseAddress(address));
